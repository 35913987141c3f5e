package io.perennial.curator.drift.detectors;

/** Checks that say what was seen and what is allowed. */
final class Require {
    private Require() {}

    static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("an observation must be finite, was " + value);
        }
        return value;
    }

    static double inside(double value, double low, double high, String name) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(name + " must lie between " + low + " and " + high + ", was " + value);
        }
        return value;
    }

    static int atLeast(int value, int least, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
        return value;
    }

    static void equal(int value, int expected, String name) {
        if (value != expected) {
            throw new IllegalArgumentException(name + " must be " + expected + ", was " + value);
        }
    }
}
