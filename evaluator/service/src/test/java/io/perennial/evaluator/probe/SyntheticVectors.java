package io.perennial.evaluator.probe;

import java.util.Random;

/** Data sets made from formulas, so that a script in another language can make them too. */
final class SyntheticVectors {
    private SyntheticVectors() {}

    /**
     * Rows {@code from} to {@code to} of three overlapping classes in five dimensions: {@code x = sin(.37 (i+1) (j+1) + j) (1+j) + j/2},
     * {@code s = x0 + .4 x1 - .3 x2 + .8 sin(12.9 i)}, class 0 below -0.8, class 1 below 0.5, else class 2.
     */
    static LabelledVectors waves(int from, int to) {
        float[][] vectors = new float[to - from][5];
        int[] labels = new int[to - from];
        for (int i = from; i < to; i++) {
            double[] x = new double[5];
            for (int j = 0; j < 5; j++) {
                x[j] = Math.sin(0.37 * (i + 1) * (j + 1) + j) * (1 + j) + 0.5 * j;
                vectors[i - from][j] = (float) x[j];
            }
            double score = x[0] + 0.4 * x[1] - 0.3 * x[2] + 0.8 * Math.sin(12.9 * i);
            labels[i - from] = score < -0.8 ? 0 : score < 0.5 ? 1 : 2;
        }
        return new LabelledVectors(vectors, labels);
    }

    /** Gaussian clouds, one for each class, whose centres are {@code distance} apart from the origin. */
    static LabelledVectors clouds(int count, int dimensions, int classes, double distance, long seed) {
        Random random = new Random(seed);
        float[][] vectors = new float[count][dimensions];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
            for (int j = 0; j < dimensions; j++) {
                vectors[i][j] = (float) (random.nextGaussian() + (j == labels[i] ? distance : 0));
            }
        }
        return new LabelledVectors(vectors, labels);
    }
}
