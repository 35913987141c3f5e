package io.perennial.curator.drift.detectors;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * Which source a shift comes from. The mean of a block is the mean of its sources, weighted by their sizes, so its difference d from the
 * reference is a sum over sources, and so is ||d||^2: the share of a source is the part of its summand along d. Shares add up to 1; one
 * below 0 belongs to a source that moved the other way.
 */
public final class ShiftBySource {
    private ShiftBySource() {}

    /** Shares in the distance of the means, of what {@link EmbeddingMoments#centroidScore} measures. */
    public static SortedMap<String, Double> ofCentroid(
            EmbeddingMoments reference, Map<String, EmbeddingMoments> block) {
        SortedMap<String, Summand> summands = new TreeMap<>();
        block.forEach((source, moments) -> {
            Require.equal(moments.dimension(), reference.dimension(), "coordinates of " + source);
            summands.put(source, new Summand(moments.count(), moments::mean));
        });
        return shares(reference.dimension(), reference::mean, summands);
    }

    /** Shares in the squared distance of the mean features, of what {@link FeatureSums#distance} measures. */
    public static SortedMap<String, Double> ofFeatures(FeatureSums reference, Map<String, FeatureSums> block) {
        SortedMap<String, Summand> summands = new TreeMap<>();
        block.forEach((source, sums) -> {
            Require.equal(sums.size(), reference.size(), "features of " + source);
            summands.put(source, new Summand(sums.count(), sums::mean));
        });
        return shares(reference.size(), reference::mean, summands);
    }

    private record Summand(long count, IntToDoubleFunction mean) {}

    private static SortedMap<String, Double> shares(
            int size, IntToDoubleFunction reference, SortedMap<String, Summand> summands) {
        summands.values().removeIf(summand -> summand.count == 0);
        double total = summands.values().stream().mapToLong(Summand::count).sum();
        double[] shift = new double[size];
        for (Summand summand : summands.values()) {
            for (int i = 0; i < size; i++) {
                shift[i] += summand.count / total * (summand.mean.applyAsDouble(i) - reference.applyAsDouble(i));
            }
        }
        SortedMap<String, Double> parts = new TreeMap<>();
        summands.forEach((source, summand) -> {
            double part = 0;
            for (int i = 0; i < size; i++) {
                part += summand.count / total * (summand.mean.applyAsDouble(i) - reference.applyAsDouble(i)) * shift[i];
            }
            parts.put(source, part);
        });
        return Shares.ofWhole(parts);
    }
}
