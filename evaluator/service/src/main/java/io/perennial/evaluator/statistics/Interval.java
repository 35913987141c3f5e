package io.perennial.evaluator.statistics;

/**
 * An estimate with two one-sided confidence bounds.
 *
 * @param estimate point estimate
 * @param lower the true value is above it with the confidence asked for
 * @param upper the true value is below it with the confidence asked for
 */
public record Interval(double estimate, double lower, double upper) {
    /** False if any number is NaN or infinite: such an interval decides nothing. */
    public boolean isFinite() {
        return Double.isFinite(estimate) && Double.isFinite(lower) && Double.isFinite(upper);
    }
}
