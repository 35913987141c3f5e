package io.perennial.trainer;

import io.perennial.encoders.Pretraining;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of many samples to keep so that few of them are alike: while there are too many, the one goes whose nearest neighbour is nearest
 * (MinRed: Purushwalkam, Morgado and Gupta, 2022). Near are embeddings of a small angle. Of two that are as redundant, the later goes. The
 * work grows with the square of the samples.
 */
final class LeastRedundant {
    private static final int NONE = -1;

    private final double[][] directions;
    private final boolean[] isGone;
    private final int[] nearest;
    private final double[] similarity;

    private LeastRedundant(float[][] vectors) {
        directions = new double[vectors.length][];
        isGone = new boolean[vectors.length];
        nearest = new int[vectors.length];
        similarity = new double[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            directions[i] = direction(vectors[i]);
        }
        for (int i = 0; i < vectors.length; i++) {
            findNearest(i);
        }
    }

    /** Positions of the samples that are kept, as the encoder sees them now. */
    static List<RecordPosition> kept(
            List<WindowSample> samples, Pretraining pretraining, SampleContents contents, int capacity) {
        float[][] vectors =
                pretraining.embed(samples.stream().map(contents::content).toList());
        return kept(vectors, capacity).stream()
                .map(index -> samples.get(index).position())
                .toList();
    }

    /**
     * Chooses.
     *
     * @param vectors an embedding of each sample, earliest sample first
     * @param capacity how many are kept at most
     * @return indexes of those that are kept, in order
     */
    static List<Integer> kept(float[][] vectors, int capacity) {
        LeastRedundant samples = new LeastRedundant(vectors);
        for (int left = vectors.length; left > capacity; left--) {
            samples.drop(samples.mostRedundant());
        }
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            if (!samples.isGone[i]) {
                kept.add(i);
            }
        }
        return kept;
    }

    private int mostRedundant() {
        int most = NONE;
        for (int i = 0; i < isGone.length; i++) {
            if (!isGone[i] && (most == NONE || similarity[i] >= similarity[most])) {
                most = i;
            }
        }
        return most;
    }

    private void drop(int gone) {
        isGone[gone] = true;
        for (int i = 0; i < isGone.length; i++) {
            if (!isGone[i] && nearest[i] == gone) {
                findNearest(i);
            }
        }
    }

    private void findNearest(int sample) {
        nearest[sample] = NONE;
        similarity[sample] = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < isGone.length; other++) {
            if (other != sample && !isGone[other]) {
                double cosine = product(directions[sample], directions[other]);
                if (cosine > similarity[sample]) {
                    nearest[sample] = other;
                    similarity[sample] = cosine;
                }
            }
        }
    }

    private static double[] direction(float[] vector) {
        double[] direction = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            direction[i] = vector[i];
        }
        double length = Math.max(Math.sqrt(product(direction, direction)), Double.MIN_NORMAL);
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= length;
        }
        return direction;
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
