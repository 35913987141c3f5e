package io.perennial.curator.drift;

/**
 * Where a window was cut first.
 *
 * @param statistic difference of the two means
 * @param threshold what it had to exceed
 * @param meanBefore mean of the older part
 * @param meanAfter mean of the newer part
 * @param before observations in the older part
 * @param after observations in the newer part
 */
public record Change(
        double statistic, double threshold, double meanBefore, double meanAfter, long before, long after) {}
