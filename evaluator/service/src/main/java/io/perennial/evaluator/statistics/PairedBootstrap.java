package io.perennial.evaluator.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Stratified bias-corrected and accelerated bootstrap of the mean of paired differences (Efron, "Better Bootstrap Confidence
 * Intervals", JASA 82, 1987; stratified acceleration from the empirical influence values, Davison and Hinkley, "Bootstrap Methods
 * and their Application", 1997, section 5.3). Each stratum is resampled on its own, so that every resample has the class mix of
 * the gold set. The same seed and values give the same bits.
 */
public final class PairedBootstrap {
    private static final double FEWEST_BEYOND_A_BOUND = 10;

    private final int resamples;
    private final long seed;

    public PairedBootstrap(int resamples, long seed) {
        if (resamples < 100) {
            throw new IllegalArgumentException("resamples must be at least 100, was " + resamples);
        }
        this.resamples = resamples;
        this.seed = seed;
    }

    /**
     * Bounds of the mean.
     *
     * @param values one difference for each example
     * @param strata stratum of each example, any numbers
     * @param alpha error rate of each of the two bounds on its own
     */
    public Interval mean(double[] values, int[] strata, double alpha) {
        if (values.length == 0 || values.length != strata.length) {
            throw new IllegalArgumentException(
                    "need one stratum for each value and at least one, saw " + values.length + " and " + strata.length);
        }
        double estimate = Arrays.stream(values).sum() / values.length;
        if (!Double.isFinite(estimate)) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN);
        }
        int[][] groups = groups(strata);
        double acceleration = acceleration(values, groups);
        if (Double.isNaN(acceleration)) {
            return withoutSpread(values, estimate, alpha);
        }
        double[] means = resampledMeans(values, groups);
        Arrays.sort(means);
        double bias = Normal.quantile(shareBelow(means, estimate));
        Interval resampled = new Interval(
                estimate,
                quantile(means, adjusted(alpha, bias, acceleration)),
                quantile(means, adjusted(1 - alpha, bias, acceleration)));
        return alpha * resamples < FEWEST_BEYOND_A_BOUND ? atLeastNormal(resampled, means, alpha) : resampled;
    }

    /** So few resamples lie beyond the bound that they do not tell where it is; the normal bound keeps it from being too tight. */
    private static Interval atLeastNormal(Interval resampled, double[] means, double alpha) {
        double centre = Arrays.stream(means).sum() / means.length;
        double variance = Arrays.stream(means)
                        .map(mean -> (mean - centre) * (mean - centre))
                        .sum()
                / (means.length - 1);
        double reach = Normal.quantile(1 - alpha) * StrictMath.sqrt(variance);
        return new Interval(
                resampled.estimate(),
                Math.min(resampled.lower(), resampled.estimate() - reach),
                Math.max(resampled.upper(), resampled.estimate() + reach));
    }

    /**
     * All differences within a stratum are equal, so resampling shows no spread. The bound is then the largest rate of unseen
     * differences of size 1 that would have stayed unseen with probability alpha, instead of a false certainty.
     */
    private static Interval withoutSpread(double[] values, double estimate, double alpha) {
        double unseen = 1 - StrictMath.pow(alpha, 1.0 / values.length);
        return new Interval(estimate, estimate - unseen, estimate + unseen);
    }

    private static int[][] groups(int[] strata) {
        return Arrays.stream(strata)
                .distinct()
                .sorted()
                .mapToObj(stratum -> java.util.stream.IntStream.range(0, strata.length)
                        .filter(i -> strata[i] == stratum)
                        .toArray())
                .toArray(int[][]::new);
    }

    /** NaN if there is no spread. */
    private static double acceleration(double[] values, int[][] groups) {
        double squares = 0;
        double cubes = 0;
        for (int[] group : groups) {
            double mean = Arrays.stream(group).mapToDouble(i -> values[i]).sum() / group.length;
            for (int i : group) {
                double difference = values[i] - mean;
                squares += difference * difference;
                cubes += difference * difference * difference;
            }
        }
        return squares == 0 ? Double.NaN : cubes / (6 * squares * StrictMath.sqrt(squares));
    }

    private double[] resampledMeans(double[] values, int[][] groups) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int b = 0; b < resamples; b++) {
            double sum = 0;
            for (int[] group : groups) {
                for (int draw = 0; draw < group.length; draw++) {
                    sum += values[group[random.nextInt(group.length)]];
                }
            }
            means[b] = sum / values.length;
        }
        return means;
    }

    /** Ties count half, as differences of right and wrong answers have many. */
    private static double shareBelow(double[] sorted, double estimate) {
        // Sums in another order differ in the last bits; they are ties all the same.
        double tolerance = 1e-12 * Math.max(1, Math.abs(estimate));
        double below = 0;
        for (double mean : sorted) {
            if (mean < estimate - tolerance) {
                below++;
            } else if (mean <= estimate + tolerance) {
                below += 0.5;
            }
        }
        return below / sorted.length;
    }

    private static double adjusted(double level, double bias, double acceleration) {
        double shifted = bias + Normal.quantile(level);
        return Normal.cumulative(bias + shifted / (1 - acceleration * shifted));
    }

    private static double quantile(double[] sorted, double level) {
        double position = level * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
