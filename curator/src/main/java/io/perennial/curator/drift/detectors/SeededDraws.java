package io.perennial.curator.drift.detectors;

/**
 * Numbers by chance whose whole state is one long, so that a detector read from its bytes draws on as if nothing had happened
 * (SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
 */
final class SeededDraws {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    SeededDraws(long state) {
        this.state = state;
    }

    long state() {
        return state;
    }

    /** A number from 0 to {@code bound} - 1. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    boolean coin() {
        return next() < 0;
    }

    /** Puts the numbers into an order by chance (Fisher and Yates). */
    void shuffle(int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int other = below(i + 1);
            int number = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = number;
        }
    }

    private long next() {
        state += STEP;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
