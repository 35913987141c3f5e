package io.perennial.curator.rules;

import io.perennial.curator.measures.Measures;
import org.jspecify.annotations.Nullable;

/**
 * One rule: a sample is rejected if the measure is below {@code min} or above {@code max}. A bound itself is allowed.
 *
 * @param id stable id, it becomes the rule of the verdict
 * @param score name of the measure
 * @param min smallest value allowed; null: no lower bound
 * @param max largest value allowed; null: no upper bound
 * @param when the rule applies only to samples that meet this condition; null: to all
 */
public record Rule(
        String id,
        String score,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Condition when) {

    /**
     * @param score name of a measure
     * @param atLeast the rule applies from this value on
     */
    public record Condition(String score, double atLeast) {}

    public Rule {
        if ((min == null) == (max == null)) {
            throw new IllegalArgumentException("rule '" + id + "' needs either min or max");
        }
    }

    public double threshold() {
        Double bound = min == null ? max : min;
        if (bound == null) {
            throw new IllegalStateException("rule '" + id + "' has no bound");
        }
        return bound;
    }

    /** True if the measures break the rule. What has not been measured breaks nothing; what is not a number breaks everything. */
    boolean isBrokenBy(Measures measures) {
        Double value = measures.find(score);
        if (value == null || !applies(measures)) {
            return false;
        }
        return min == null ? !(value <= threshold()) : !(value >= threshold());
    }

    private boolean applies(Measures measures) {
        if (when == null) {
            return true;
        }
        Double value = measures.find(when.score());
        return value != null && value >= when.atLeast();
    }
}
