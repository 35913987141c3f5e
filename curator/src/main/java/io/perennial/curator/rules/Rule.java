package io.perennial.curator.rules;

import io.perennial.curator.measures.Measures;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule: a sample is rejected if the measure is below {@code min} or above {@code max}. A bound itself is allowed.
 *
 * @param id stable id, it becomes the rule of the verdict
 * @param group the rule is tried only where the rule set lists this group; null: always
 * @param score name of the measure
 * @param min smallest value allowed; null: no lower bound
 * @param max largest value allowed; null: no upper bound
 * @param byLanguage other values of the bound, by ISO 639-1 code of the text's language
 * @param when the rule applies only to samples that meet this condition; null: to all
 */
public record Rule(
        String id,
        @Nullable String group,
        String score,
        @Nullable Double min,
        @Nullable Double max,
        Map<String, Double> byLanguage,
        @Nullable Condition when) {

    /**
     * @param score name of a measure
     * @param atLeast the rule applies from this value on
     */
    public record Condition(String score, double atLeast) {
        public Condition {
            Objects.requireNonNull(score, "'when' names no score");
        }
    }

    /** @param byLanguage null: the bound is the same for all languages */
    public Rule(
            String id,
            @Nullable String group,
            String score,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable Map<String, Double> byLanguage,
            @Nullable Condition when) {
        if ((min == null) == (max == null)) {
            throw new IllegalArgumentException("rule '" + id + "' needs either min or max");
        }
        this.id = Objects.requireNonNull(id, "a rule has no id");
        this.group = group;
        this.score = Objects.requireNonNull(score, "rule '" + id + "' names no score");
        this.min = min;
        this.max = max;
        this.byLanguage = byLanguage == null ? Map.of() : Map.copyOf(byLanguage);
        this.when = when;
    }

    /** @param language ISO 639-1 code; one without a bound of its own has the common bound */
    public double threshold(String language) {
        Double bound = byLanguage.getOrDefault(language, min == null ? max : min);
        if (bound == null) {
            throw new IllegalStateException("rule '" + id + "' has no bound");
        }
        return bound;
    }

    boolean isIn(Set<String> groups) {
        return group == null || groups.contains(group);
    }

    /** True if the measures break the rule. What has not been measured breaks nothing; what is not a number breaks everything. */
    boolean isBrokenBy(Measures measures, String language) {
        Double value = measures.find(score);
        if (value == null || !applies(measures)) {
            return false;
        }
        return min == null ? !(value <= threshold(language)) : !(value >= threshold(language));
    }

    private boolean applies(Measures measures) {
        if (when == null) {
            return true;
        }
        Double value = measures.find(when.score());
        return value != null && value >= when.atLeast();
    }
}
