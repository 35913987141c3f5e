package io.perennial.curator.drift.detectors;

import java.util.Random;

/** Vectors of normal numbers. */
final class Vectors {
    private Vectors() {}

    /** Independent coordinates of variance 1 around {@code mean}. */
    static float[] normal(Random random, int dimension, double mean) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (mean + random.nextGaussian());
        }
        return vector;
    }

    /** As {@link #normal}, of variance {@code deviation} squared around 0. */
    static float[] wide(Random random, int dimension, double deviation) {
        float[] vector = normal(random, dimension, 0);
        for (int i = 0; i < dimension; i++) {
            vector[i] *= (float) deviation;
        }
        return vector;
    }
}
