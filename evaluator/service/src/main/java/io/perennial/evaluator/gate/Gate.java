package io.perennial.evaluator.gate;

import io.perennial.evaluator.statistics.Interval;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.util.Locale;

/**
 * One question with four possible answers. A number that is missing, NaN or infinite answers ERROR, never PASS.
 *
 * @param name stable name, for example {@code non_inferior.champion}
 * @param examples number of examples or pairs behind the answer
 */
public record Gate(String name, long examples) {
    /** PASS if the true value is surely above the threshold, FAIL if it is surely not, else INCONCLUSIVE. */
    public GateResult above(Interval interval, double threshold, String subject) {
        if (!interval.isFinite() || !Double.isFinite(threshold)) {
            return error(subject + " is not a finite number");
        }
        if (interval.lower() > threshold) {
            return result(GateOutcome.PASS, interval.estimate(), interval.lower(), threshold, subject);
        }
        if (interval.upper() <= threshold) {
            return result(GateOutcome.FAIL, interval.estimate(), interval.upper(), threshold, subject);
        }
        return result(GateOutcome.INCONCLUSIVE, interval.estimate(), interval.lower(), threshold, subject);
    }

    /** PASS if the true value is surely below the threshold, FAIL if it is surely not, else INCONCLUSIVE. */
    public GateResult below(Interval interval, double threshold, String subject) {
        if (!interval.isFinite() || !Double.isFinite(threshold)) {
            return error(subject + " is not a finite number");
        }
        if (interval.upper() < threshold) {
            return result(GateOutcome.PASS, interval.estimate(), interval.upper(), threshold, subject);
        }
        if (interval.lower() >= threshold) {
            return result(GateOutcome.FAIL, interval.estimate(), interval.lower(), threshold, subject);
        }
        return result(GateOutcome.INCONCLUSIVE, interval.estimate(), interval.upper(), threshold, subject);
    }

    /** PASS if a known number is at least the threshold, else FAIL. */
    public GateResult atLeast(double value, double threshold, String subject) {
        if (!Double.isFinite(value) || !Double.isFinite(threshold)) {
            return error(subject + " is not a finite number");
        }
        return result(value >= threshold ? GateOutcome.PASS : GateOutcome.FAIL, value, value, threshold, subject);
    }

    /** PASS if a known number is at most the threshold, else FAIL. */
    public GateResult atMost(double value, double threshold, String subject) {
        if (!Double.isFinite(value) || !Double.isFinite(threshold)) {
            return error(subject + " is not a finite number");
        }
        return result(value <= threshold ? GateOutcome.PASS : GateOutcome.FAIL, value, value, threshold, subject);
    }

    /** The question could not be answered. */
    public GateResult error(String detail) {
        return new GateResult(name, GateOutcome.ERROR, Double.NaN, Double.NaN, Double.NaN, examples, detail);
    }

    /** An answer that was found in another way. */
    public GateResult result(GateOutcome outcome, double statistic, double bound, double threshold, String subject) {
        String detail = String.format(
                Locale.ROOT,
                "%s: %.4g, bound %.4g, threshold %.4g, %d examples: %s",
                subject,
                statistic,
                bound,
                threshold,
                examples,
                outcome);
        return new GateResult(name, outcome, statistic, bound, threshold, examples, detail);
    }
}
