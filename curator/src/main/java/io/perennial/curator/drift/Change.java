package io.perennial.curator.drift;

/**
 * What a detector of a stream raised an alarm on: the stream is cut where the detector thinks that it changed.
 *
 * @param statistic what the detector judges by; of ADWIN the difference of the two means
 * @param threshold what it had to reach or exceed
 * @param meanBefore mean of the older part
 * @param meanAfter mean of the newer part
 * @param before observations in the older part
 * @param after observations in the newer part
 */
public record Change(
        double statistic, double threshold, double meanBefore, double meanAfter, long before, long after) {}
