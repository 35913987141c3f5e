package io.perennial.curator.drift.calibration;

/**
 * What a detector over blocks saw when it raised an alarm.
 *
 * @param statistic of the detector
 * @param threshold that it exceeded
 * @param meanBefore mean of the blocks before the change
 * @param meanAfter mean of the blocks that are surely behind the change
 * @param before blocks before those
 * @param after blocks behind the change
 */
public record Alarm(double statistic, double threshold, double meanBefore, double meanAfter, long before, long after) {}
