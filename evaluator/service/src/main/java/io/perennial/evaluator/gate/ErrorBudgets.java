package io.perennial.evaluator.gate;

import io.perennial.evaluator.statistics.ErrorBudget;

/**
 * What a candidate may use of the policy's error rate. Each opponent opens a line of candidates with a budget of its own.
 *
 * @param champion in the line of those that were compared with the same champion; without a champion, with none
 * @param anchor in the line of those that were compared with the same anchor
 */
public record ErrorBudgets(ErrorBudget champion, ErrorBudget anchor) {
    /** Budgets of the candidate with these places in its lines, counted from 1. */
    public static ErrorBudgets of(GatePolicy policy, long championPlace, long anchorPlace) {
        double rate = policy.limits().alpha();
        return new ErrorBudgets(new ErrorBudget(rate, championPlace), new ErrorBudget(rate, anchorPlace));
    }
}
