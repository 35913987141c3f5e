package io.perennial.curator.history;

import io.perennial.schemas.records.Verdict;
import java.util.Comparator;

/**
 * What a verdict comes down to.
 *
 * @param outcome name of the outcome, or {@code NONE} where there is no verdict
 * @param rule that decided; empty when kept
 */
public record Decision(String outcome, String rule) implements Comparable<Decision> {
    /** Of a record that has no verdict: the curator has not come to it, or retention has taken it. */
    public static final Decision NONE = new Decision("NONE", "");

    private static final Comparator<Decision> ORDER =
            Comparator.comparing(Decision::outcome).thenComparing(Decision::rule);

    static Decision of(Verdict verdict) {
        return new Decision(verdict.getOutcome().name(), verdict.getRule());
    }

    @Override
    public int compareTo(Decision other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return rule.isEmpty() ? outcome : outcome + " " + rule;
    }
}
