package io.perennial.trainer;

/**
 * Random numbers as a pure function of (seed, purpose, step, index): no state to save, so a restart draws what the first run drew.
 * Each word is the SplitMix64 finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) over the
 * key words, chained.
 */
final class CounterGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** What numbers are drawn for. The codes are part of the checkpoint's identity: never change one. */
    enum Purpose {
        SHUFFLE(1),
        REPLAY(2);

        private final long code;

        Purpose(long code) {
            this.code = code;
        }
    }

    private final long key;

    CounterGenerator(long seed, Purpose purpose, long step) {
        key = mix(mix(mix(seed) ^ purpose.code) ^ step);
    }

    /** 64 uniform bits. */
    long bits(long index) {
        return mix(key ^ mix(index));
    }

    /** A uniform number in [0, bound). The bias is below bound / 2^64. */
    long below(long bound, long index) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, was " + bound);
        }
        long bits = bits(index);
        // Unsigned high word of bits * bound: Math.multiplyHigh is signed, hence the correction.
        return Math.multiplyHigh(bits, bound) + ((bits >> 63) & bound);
    }

    /** A uniform permutation of 0..size-1 (Fisher and Yates), from the given stream of this generator. */
    int[] permutation(int size, long stream) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int last = size - 1; last > 0; last--) {
            int other = (int) below(last + 1L, (stream << 32) + last);
            int swapped = order[last];
            order[last] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    private static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
