package io.perennial.evaluator.statistics;

/** The standard normal distribution. */
public final class Normal {
    /** Beyond this many standard deviations the tail is below 1e-15 and taken as nothing. */
    private static final double REACH = 8;

    private static final int BISECTIONS = 80;

    private Normal() {}

    /**
     * Probability of a value up to {@code z}, to about 1e-15 (power series of Marsaglia, "Evaluating the Normal Distribution",
     * Journal of Statistical Software 11(4), 2004).
     */
    public static double cumulative(double z) {
        if (Double.isNaN(z)) {
            return Double.NaN;
        }
        if (Math.abs(z) > REACH) {
            return z > 0 ? 1 : 0;
        }
        double term = z;
        double sum = z;
        double previous = 0;
        for (int i = 3; sum != previous; i += 2) {
            term *= z * z / i;
            previous = sum;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-0.5 * z * z) / StrictMath.sqrt(2 * StrictMath.PI);
    }

    /** The value below which a share {@code probability} lies; limited to 8 standard deviations. */
    public static double quantile(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be in [0, 1], was " + probability);
        }
        double low = -REACH;
        double high = REACH;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (cumulative(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
