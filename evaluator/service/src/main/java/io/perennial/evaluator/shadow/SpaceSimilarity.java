package io.perennial.evaluator.shadow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Likeness of two embedding spaces over the same items. Neither measure changes when a space is rotated or scaled, so a model that
 * says the same in other coordinates is seen as the same. The spaces may have different numbers of dimensions.
 */
public final class SpaceSimilarity {
    private SpaceSimilarity() {}

    /**
     * For each item, the share of its nearest neighbours (by cosine, itself left out, ties by lower index) that both spaces
     * agree on.
     *
     * @param neighbours how many; fewer than items
     */
    public static double[] neighbourOverlap(float[][] left, float[][] right, int neighbours) {
        if (left.length != right.length || neighbours < 1 || neighbours >= left.length) {
            throw new IllegalArgumentException(
                    "need the same items in both spaces and more of them than neighbours, saw " + left.length + ", "
                            + right.length + " and " + neighbours);
        }
        double[][] leftUnits = units(left);
        double[][] rightUnits = units(right);
        double[] overlap = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            boolean[] nearLeft = nearest(leftUnits, i, neighbours);
            boolean[] nearRight = nearest(rightUnits, i, neighbours);
            for (int j = 0; j < left.length; j++) {
                overlap[i] += nearLeft[j] && nearRight[j] ? 1.0 / neighbours : 0;
            }
        }
        return overlap;
    }

    /**
     * Linear centred kernel alignment (Kornblith et al., "Similarity of Neural Network Representations Revisited", ICML 2019), from
     * 0 to 1. NaN if a space has no spread.
     */
    public static double linearAlignment(float[][] left, float[][] right) {
        double[][] leftGram = centredGram(left);
        double[][] rightGram = centredGram(right);
        return inner(leftGram, rightGram) / Math.sqrt(inner(leftGram, leftGram) * inner(rightGram, rightGram));
    }

    private static boolean[] nearest(double[][] units, int item, int neighbours) {
        double[] similarities = new double[units.length];
        for (int j = 0; j < units.length; j++) {
            similarities[j] = dot(units[item], units[j]);
        }
        boolean[] near = new boolean[units.length];
        IntStream.range(0, units.length)
                .filter(j -> j != item)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(j -> -similarities[j])
                        .thenComparingInt(j -> j))
                .limit(neighbours)
                .forEach(j -> near[j] = true);
        return near;
    }

    private static double[][] centredGram(float[][] vectors) {
        double[][] rows = Arrays.stream(vectors).map(SpaceSimilarity::doubles).toArray(double[][]::new);
        int dimensions = rows[0].length;
        for (int j = 0; j < dimensions; j++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[j] / rows.length;
            }
            for (double[] row : rows) {
                row[j] -= mean;
            }
        }
        double[][] gram = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k <= i; k++) {
                gram[i][k] = dot(rows[i], rows[k]);
                gram[k][i] = gram[i][k];
            }
        }
        return gram;
    }

    private static double inner(double[][] left, double[][] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += dot(left[i], right[i]);
        }
        return sum;
    }

    private static double[][] units(float[][] vectors) {
        double[][] units = new double[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            units[i] = doubles(vectors[i]);
            double length = Math.sqrt(dot(units[i], units[i]));
            for (int j = 0; j < units[i].length; j++) {
                units[i][j] /= length == 0 ? 1 : length;
            }
        }
        return units;
    }

    private static double[] doubles(float[] vector) {
        double[] result = new double[vector.length];
        for (int j = 0; j < vector.length; j++) {
            result[j] = vector[j];
        }
        return result;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int j = 0; j < left.length; j++) {
            sum += left[j] * right[j];
        }
        return sum;
    }
}
