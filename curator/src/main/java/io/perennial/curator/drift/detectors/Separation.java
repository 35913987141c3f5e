package io.perennial.curator.drift.detectors;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How well a {@link DomainClassifier} tells new rows from old ones, and by what. A score is the logarithm of the odds that a row is new. */
public final class Separation {
    private final double[] before;
    private final double[] after;
    private final double[] shares;

    Separation(double[] before, double[] after, double[] shares) {
        this.before = before;
        this.after = after;
        this.shares = shares;
    }

    /** Probability that a new row has a higher score than an old one: 0.5 where nothing has changed, 1 where all can be told. */
    public double areaUnderCurve() {
        double[] old = sorted(before);
        double[] young = sorted(after);
        double wins = 0;
        int below = 0;
        int notAbove = 0;
        for (double score : young) {
            while (below < old.length && old[below] < score) {
                below++;
            }
            while (notAbove < old.length && old[notAbove] <= score) {
                notAbove++;
            }
            wins += (below + notAbove) / 2.0;
        }
        return wins / ((double) old.length * young.length);
    }

    /**
     * What {@link #areaUnderCurve()} exceeds so often by chance, by the variance of the statistic of Mann and Whitney. For independent rows.
     *
     * @param falseAlarms accepted share of false alarms, between 0 and 0.5
     */
    public double areaByChance(double falseAlarms) {
        Require.inside(falseAlarms, 0, 0.5, "falseAlarms");
        double normal = Math.sqrt(ChiSquare.quantile(1, 1 - 2 * falseAlarms));
        return 0.5 + normal * Math.sqrt((before.length + after.length + 1) / (12.0 * before.length * after.length));
    }

    /** Share of each descriptor in the difference of the mean scores. They add up to 1; one below 0 speaks against the change. */
    public double[] sharesByDescriptor() {
        return shares.clone();
    }

    /** Scores of the new rows in their order; the rows with the highest are the best examples of what is new. */
    public double[] scoresOfNewRows() {
        return after.clone();
    }

    /**
     * Share of each source in the difference of the mean scores. They add up to 1; one below 0 speaks against the change.
     *
     * @param sources of the new rows, in their order
     */
    public SortedMap<String, Double> sharesBySource(List<String> sources) {
        Require.equal(sources.size(), after.length, "sources of new rows");
        double usual = Arrays.stream(before).average().orElse(0);
        SortedMap<String, Double> sums = new TreeMap<>();
        for (int i = 0; i < after.length; i++) {
            sums.merge(sources.get(i), after[i] - usual, Double::sum);
        }
        return Shares.ofWhole(sums);
    }

    private static double[] sorted(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
