package io.perennial.encoders.random;

/**
 * Random numbers keyed by (seed, purpose, index): the stream for step 7 is the same whether or not steps 1 to 6 were drawn in this
 * process, which is what lets training resume bit for bit without saving a generator. The mixing function is SplitMix64 (Steele,
 * Lea and Flood, 2014).
 */
public final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public CounterRandom(long seed, Purpose purpose, long index) {
        state = mix(seed ^ mix(purpose.number() * GOLDEN_GAMMA + mix(index * GOLDEN_GAMMA + 1)));
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, bound). */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive, was " + bound);
        }
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
    }

    /** Uniform in [0, bound). */
    public long nextLong(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive, was " + bound);
        }
        return Math.multiplyHigh(nextLong() >>> 1, bound << 1);
    }

    /** Uniform in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Standard normal, by Box and Muller with strict arithmetic, so that every machine draws the same bits. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** Moves a uniformly drawn subset of the given size, in random order, to the front. */
    public void shuffle(int[] values, int length, int drawn) {
        for (int i = 0; i < drawn; i++) {
            int other = i + nextInt(length - i);
            int value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
