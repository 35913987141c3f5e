package io.perennial.runtime.mlflow;

/**
 * One point of a curve.
 *
 * @param key name such as {@code loss}
 * @param value value; MLflow shows NaN and infinities as 0, so such a point becomes a tag instead
 * @param timestampMillis when, in milliseconds since 1970
 * @param step optimiser step
 */
public record RunMetric(String key, double value, long timestampMillis, long step) {}
