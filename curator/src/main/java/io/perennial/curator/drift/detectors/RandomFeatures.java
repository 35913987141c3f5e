package io.perennial.curator.drift.detectors;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Features whose inner product is close to a Gaussian kernel: cosine and sine of projections on seeded normal directions (Rahimi and Recht,
 * "Random Features for Large-Scale Kernel Machines", 2007; in pairs, which vary less: Sutherland and Schneider 2015). Every vector has
 * features of the same length, so sums of features are enough for the statistics of MMD. Immutable, safe for use by several threads.
 */
public final class RandomFeatures {
    /** Of a projection, in turns; beyond it a turn can no longer be told from the next in single precision. */
    private static final float MOST_TURNS = 1 << 20;
    /** Adding and taking it away again rounds to a whole number, also in a vectorised loop. */
    private static final float ROUNDING = 1.5f * (1 << 23);

    private final int dimension;
    private final double bandwidth;
    private final long seed;
    private final int pairs;
    /** By coordinate of the vector, then by pair; in turns for each unit of the coordinate. */
    private final float[][] frequencies;

    /**
     * @param dimension coordinates of a vector
     * @param features even; the error of the kernel falls with their square root; 256 is usual
     * @param bandwidth distance at which the kernel has fallen to exp(-1/2)
     */
    public RandomFeatures(int dimension, int features, double bandwidth, long seed) {
        this.dimension = Require.atLeast(dimension, 1, "dimension");
        Require.atLeast(features, 2, "features");
        Require.equal(features % 2, 0, "features modulo 2");
        this.bandwidth = Require.inside(bandwidth, 0, Double.POSITIVE_INFINITY, "bandwidth");
        this.seed = seed;
        pairs = features / 2;
        frequencies = new float[dimension][pairs];
        Random random = new Random(seed);
        for (int pair = 0; pair < pairs; pair++) {
            for (int i = 0; i < dimension; i++) {
                frequencies[i][pair] = (float) (random.nextGaussian() / (2 * Math.PI * bandwidth));
            }
        }
    }

    /**
     * The usual bandwidth of vectors: root of half the median of their squared distances (Gretton et al. 2012).
     *
     * @param vectors at least two; each is compared with each, so some hundreds are enough
     */
    public static double medianBandwidth(List<float[]> vectors) {
        Require.atLeast(vectors.size(), 2, "vectors");
        double[] distances = new double[vectors.size() * (vectors.size() - 1) / 2];
        int next = 0;
        for (int i = 0; i < vectors.size(); i++) {
            for (int j = 0; j < i; j++) {
                distances[next++] = squaredDistance(vectors.get(i), vectors.get(j));
            }
        }
        Arrays.sort(distances);
        return Math.sqrt(distances[distances.length / 2] / 2);
    }

    private static double squaredDistance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return sum;
    }

    public int dimension() {
        return dimension;
    }

    /** Features of a vector. */
    public int size() {
        return 2 * pairs;
    }

    public double bandwidth() {
        return bandwidth;
    }

    public long seed() {
        return seed;
    }

    /**
     * Writes the features of a vector, each from -1 to 1: first all cosines, then all sines. The sum of their squares is half their number.
     *
     * @param into as long as {@link #size()}
     * @throws IllegalArgumentException if a length is wrong, or a coordinate is not finite or too large for the bandwidth
     */
    public void project(float[] vector, float[] into) {
        Require.equal(vector.length, dimension, "coordinates of the vector");
        Require.equal(into.length, 2 * pairs, "features to write");
        turns(vector, into);
        requireModest(into);
        toWaves(into);
    }

    /** Projections in turns into the first half; four coordinates at once, so that the sums are not read and written for each. */
    private void turns(float[] vector, float[] into) {
        Arrays.fill(into, 0, pairs, 0);
        int i = 0;
        for (; i + 4 <= dimension; i += 4) {
            float first = vector[i];
            float second = vector[i + 1];
            float third = vector[i + 2];
            float fourth = vector[i + 3];
            float[] ofFirst = frequencies[i];
            float[] ofSecond = frequencies[i + 1];
            float[] ofThird = frequencies[i + 2];
            float[] ofFourth = frequencies[i + 3];
            for (int pair = 0; pair < ofFirst.length; pair++) {
                into[pair] += first * ofFirst[pair]
                        + second * ofSecond[pair]
                        + third * ofThird[pair]
                        + fourth * ofFourth[pair];
            }
        }
        for (; i < dimension; i++) {
            float value = vector[i];
            float[] ofValue = frequencies[i];
            for (int pair = 0; pair < ofValue.length; pair++) {
                into[pair] += value * ofValue[pair];
            }
        }
    }

    private void requireModest(float[] turns) {
        float largest = 0;
        for (int pair = 0; pair < pairs; pair++) {
            largest = Math.max(largest, Math.abs(turns[pair]));
        }
        if (!(largest <= MOST_TURNS)) {
            throw new IllegalArgumentException(
                    "coordinates of an embedding must be finite and not far above the bandwidth " + bandwidth
                            + ", were such that a projection is " + largest + " turns");
        }
    }

    /**
     * Cosine and sine from those of half the angle, which lies within a quarter turn, by the series of Taylor up to an error of 1e-6; as
     * vectors, which the functions of the library are not.
     */
    private void toWaves(float[] into) {
        int count = pairs;
        for (int pair = 0; pair < count; pair++) {
            float turns = into[pair];
            float angle = (float) Math.PI * (turns - ((turns + ROUNDING) - ROUNDING));
            float square = angle * angle;
            float sine = angle
                    * (1
                            + square
                                    * (-1 / 6f
                                            + square
                                                    * (1 / 120f
                                                            + square
                                                                    * (-1 / 5040f
                                                                            + square
                                                                                    * (1 / 362880f
                                                                                            - square / 39916800f)))));
            float cosine = 1
                    + square
                            * (-1 / 2f
                                    + square
                                            * (1 / 24f
                                                    + square
                                                            * (-1 / 720f
                                                                    + square
                                                                            * (1 / 40320f
                                                                                    + square
                                                                                            * (-1 / 3628800f
                                                                                                    + square
                                                                                                            / 479001600f)))));
            into[pair] = 1 - 2 * sine * sine;
            into[count + pair] = 2 * sine * cosine;
        }
    }
}
