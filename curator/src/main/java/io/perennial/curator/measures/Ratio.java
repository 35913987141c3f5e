package io.perennial.curator.measures;

/** Shares of a whole. */
final class Ratio {
    private Ratio() {}

    /** From 0 to 1 if the part is one of the whole; 0 if there is no whole. */
    static double of(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
