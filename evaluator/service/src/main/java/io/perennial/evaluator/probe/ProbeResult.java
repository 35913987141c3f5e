package io.perennial.evaluator.probe;

import java.util.Arrays;

/**
 * What a probe scored on each TEST example, in the order of the examples, so that two encoders can be paired.
 *
 * @param correct 1 where the predicted class is the label, else 0
 * @param logLosses minus the log probability of the label, in nats; empty if the probe gives no probabilities
 */
@SuppressWarnings("ArrayRecordComponent") // Paired by position, never compared as a whole.
public record ProbeResult(double[] correct, double[] logLosses) {
    /** Share of right answers; NaN without examples. */
    public double accuracy() {
        return Arrays.stream(correct).average().orElse(Double.NaN);
    }

    /** Mean log loss in nats; NaN without probabilities. */
    public double logLoss() {
        return Arrays.stream(logLosses).average().orElse(Double.NaN);
    }
}
