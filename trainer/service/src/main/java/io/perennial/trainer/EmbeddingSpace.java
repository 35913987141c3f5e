package io.perennial.trainer;

import io.perennial.encoders.EmbeddingRows;
import io.perennial.encoders.SymmetricEigenvalues;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures of a set of embeddings that need no labels but the source of each sample. Distances are cosine distances of centred
 * vectors. Immutable.
 */
final class EmbeddingSpace {
    private static final int NEIGHBOURS = 10;

    private final double[][] centred;
    private final double[] eigenvalues;
    private final double[][] eigenvectors;

    /** @param vectors (samples, dimensions), at least two samples */
    EmbeddingSpace(float[][] vectors) {
        if (vectors.length < 2) {
            throw new IllegalArgumentException("a space needs at least two vectors, was given " + vectors.length);
        }
        centred = EmbeddingRows.centred(EmbeddingRows.of(vectors));
        int width = centred[0].length;
        double[][] covariance = new double[width][width];
        for (double[] row : centred) {
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    covariance[i][j] += row[i] * row[j] / centred.length;
                }
            }
        }
        eigenvectors = new double[width][width];
        for (int i = 0; i < width; i++) {
            eigenvectors[i][i] = 1;
        }
        eigenvalues = SymmetricEigenvalues.of(covariance, eigenvectors);
    }

    /** Coordinates on the two directions of greatest variance, one pair for each sample. */
    double[][] map() {
        int[] order = IntStream.range(0, eigenvalues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigenvalues[i]))
                .mapToInt(Integer::intValue)
                .limit(2)
                .toArray();
        double[][] map = new double[centred.length][2];
        for (int sample = 0; sample < centred.length; sample++) {
            for (int axis = 0; axis < order.length; axis++) {
                for (int i = 0; i < eigenvalues.length; i++) {
                    map[sample][axis] += centred[sample][i] * eigenvectors[i][order[axis]];
                }
            }
        }
        return map;
    }

    /** Exponential of the entropy of the singular values (RankMe: Garrido et al., 2023): from 1, collapsed, to the width. */
    double effectiveRank() {
        double[] singular = Arrays.stream(eigenvalues)
                .map(value -> Math.sqrt(Math.max(0, value)))
                .toArray();
        double sum = Arrays.stream(singular).sum();
        double entropy = 0;
        for (double value : singular) {
            if (value > 0) {
                entropy -= value / sum * Math.log(value / sum);
            }
        }
        return Math.exp(entropy);
    }

    /** Root of the mean variance of a dimension. */
    double deviation() {
        return Math.sqrt(Arrays.stream(eigenvalues).sum() / eigenvalues.length);
    }

    /** The nearest other samples of a sample, the nearest first. */
    List<Integer> nearest(int sample, int count) {
        return IntStream.range(0, centred.length)
                .filter(other -> other != sample)
                .boxed()
                .sorted(Comparator.comparingDouble(other -> -cosine(centred[sample], centred[other])))
                .limit(count)
                .toList();
    }

    /** Share of the ten nearest neighbours that come from the same source, averaged over the samples. */
    double sourceAgreement(List<String> sources) {
        double agreeing = 0;
        for (int sample = 0; sample < centred.length; sample++) {
            List<Integer> neighbours = nearest(sample, NEIGHBOURS);
            String source = sources.get(sample);
            agreeing += (double) neighbours.stream()
                            .filter(other -> sources.get(other).equals(source))
                            .count()
                    / neighbours.size();
        }
        return agreeing / centred.length;
    }

    private static double cosine(double[] one, double[] other) {
        double product = 0;
        double norms = 0;
        double otherNorms = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            norms += one[i] * one[i];
            otherNorms += other[i] * other[i];
        }
        return product / Math.max(Math.sqrt(norms * otherNorms), Double.MIN_NORMAL);
    }
}
