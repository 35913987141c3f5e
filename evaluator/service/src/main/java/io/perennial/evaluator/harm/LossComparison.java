package io.perennial.evaluator.harm;

import io.perennial.evaluator.statistics.Interval;
import io.perennial.evaluator.statistics.PairedBootstrap;
import io.perennial.schemas.records.HarmVerdict;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Two slices of a source by the losses of one model. The same places of both were hidden alike, so they are compared in pairs; means of
 * {@value #RUN} pairs that follow each other are resampled, because neighbours in a stream resemble each other.
 *
 * @param verdict HARMED if the lower bound of the difference is above the threshold, UNHARMED if the upper bound is below it
 * @param difference mean loss later minus earlier; NaN if there are too few pairs
 * @param threshold a share of the mean loss earlier
 * @param pairs pairs compared
 */
record LossComparison(HarmVerdict verdict, Interval difference, double threshold, int pairs) {
    /** Fewer pairs than this decide nothing. */
    static final int LEAST_PAIRS = 128;

    private static final int RUN = 4;
    private static final int RESAMPLES = 10_000;

    /** Error rate of each of the two bounds. */
    private static final double ALPHA = 0.05;

    /**
     * Compares two slices.
     *
     * @param earlier losses in the order of the stream; NaN where there is none
     * @param later the same
     * @param margin share of the mean loss by which it may rise without harm
     */
    static LossComparison of(double[] earlier, double[] later, double margin, long seed) {
        int[] pairs = IntStream.range(0, Math.min(earlier.length, later.length))
                .filter(i -> Double.isFinite(earlier[i]) && Double.isFinite(later[i]))
                .toArray();
        double threshold = margin
                * Arrays.stream(pairs).mapToDouble(i -> earlier[i]).average().orElse(Double.NaN);
        if (pairs.length < LEAST_PAIRS) {
            Interval none = new Interval(Double.NaN, Double.NaN, Double.NaN);
            return new LossComparison(HarmVerdict.UNDECIDED, none, threshold, pairs.length);
        }
        double[] runs = new double[pairs.length / RUN];
        Arrays.setAll(
                runs,
                run -> Arrays.stream(pairs, run * RUN, (run + 1) * RUN)
                        .mapToDouble(i -> later[i] - earlier[i])
                        .average()
                        .orElseThrow());
        Interval difference = new PairedBootstrap(RESAMPLES, seed).mean(runs, new int[runs.length], ALPHA);
        return new LossComparison(verdict(difference, threshold), difference, threshold, pairs.length);
    }

    private static HarmVerdict verdict(Interval difference, double threshold) {
        if (difference.lower() > threshold) {
            return HarmVerdict.HARMED;
        }
        return difference.upper() < threshold ? HarmVerdict.UNHARMED : HarmVerdict.UNDECIDED;
    }
}
