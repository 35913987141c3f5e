package io.perennial.curator.drift.detectors;

import java.util.SortedMap;

/** Parts of a sum. */
final class Shares {
    private Shares() {}

    /** Divides each part by the sum of all, in place; leaves zeros where the sum is 0. */
    static double[] ofWhole(double[] parts) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        for (int i = 0; i < parts.length; i++) {
            parts[i] = sum == 0 ? 0 : parts[i] / sum;
        }
        return parts;
    }

    /** As {@link #ofWhole(double[])}, of named parts. */
    static SortedMap<String, Double> ofWhole(SortedMap<String, Double> parts) {
        double sum = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        parts.replaceAll((name, part) -> sum == 0 ? 0 : part / sum);
        return parts;
    }
}
