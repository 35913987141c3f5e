package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sums of {@link RandomFeatures}, which the maximum mean discrepancy of two samples can be told from (Gretton et al., "A Kernel Two-Sample
 * Test", 2012). Kept as whole numbers of 2^-24, so sums of partitions, merged in any order, are exactly those of the whole. State is
 * eight bytes a feature.
 */
public final class FeatureSums {
    private static final float UNIT = 1 << 24;

    private final long[] sums;
    private long count;

    /** @param features of a vector, as {@link RandomFeatures#size()} says */
    public FeatureSums(int features) {
        sums = new long[Require.atLeast(features, 2, "features")];
    }

    /** Adds the features of one vector. */
    public void add(float[] features) {
        Require.equal(features.length, sums.length, "features of the vector");
        for (int i = 0; i < features.length; i++) {
            sums[i] += (int) (features[i] * UNIT);
        }
        count++;
    }

    /** Adds the sums of another partition or block over the same features, which do not change. */
    public void merge(FeatureSums other) {
        Require.equal(other.sums.length, sums.length, "features of the sums to merge");
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
        count += other.count;
    }

    public long count() {
        return count;
    }

    public int size() {
        return sums.length;
    }

    /** Mean of a feature. */
    double mean(int feature) {
        return sums[feature] / (double) UNIT / count;
    }

    /** Distance of the mean features of two samples, from 0 to 2: the biased estimate of MMD, which chance alone puts above 0. */
    public double distance(FeatureSums other) {
        requireComparable(other, 1);
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            double difference = mean(i) - other.mean(i);
            sum += difference * difference;
        }
        return Math.sqrt(sum / (sums.length / 2.0));
    }

    /**
     * Unbiased estimate of the square of MMD: 0 on average where nothing has changed, so it may be below 0.
     *
     * @throws IllegalArgumentException if a side has fewer than two vectors
     */
    public double squaredDistance(FeatureSums other) {
        requireComparable(other, 2);
        return within() + other.within() - 2 * inner(this, other) / ((double) count * other.count);
    }

    /**
     * What {@link #distance} of a block from this reference exceeds at most so often by chance, for samples so large that their mean
     * features are normal: its square is then a weighted sum of squares of normal numbers, the weights add up to (1 - mean kernel within the
     * reference)(1/n + 1/m), and no such sum has a heavier tail than one of them alone (Székely and Bakirov 2003). Cautious; assumes
     * independent vectors: calibrate on history where there is some.
     *
     * @param falseAlarms accepted share of false alarms, above 0 and at most 0.2
     */
    public double distanceByChance(FeatureSums block, double falseAlarms) {
        requireComparable(block, 2);
        Require.inside(falseAlarms, 0, Math.nextUp(0.2), "falseAlarms");
        double spread = 1.0 / count + 1.0 / block.count;
        return Math.sqrt(spread * (1 - within()) * ChiSquare.quantile(1, 1 - falseAlarms));
    }

    private void requireComparable(FeatureSums other, int least) {
        Require.equal(other.sums.length, sums.length, "features of the sums to compare");
        if (count < least || other.count < least) {
            throw new IllegalArgumentException("sums to compare must be of at least " + least + " vectors, were of "
                    + count + " and " + other.count);
        }
    }

    /** Mean kernel of two different vectors of this sample; that of a vector and itself is 1. */
    private double within() {
        return (inner(this, this) - count) / ((double) count * (count - 1));
    }

    /** Sum of the kernel over all pairs of a vector of the one and a vector of the other sample. */
    private static double inner(FeatureSums one, FeatureSums other) {
        double sum = 0;
        for (int i = 0; i < one.sums.length; i++) {
            sum += (one.sums[i] / (double) UNIT) * (other.sums[i] / (double) UNIT);
        }
        return sum / (one.sums.length / 2.0);
    }

    void clear() {
        Arrays.fill(sums, 0);
        count = 0;
    }

    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.FEATURE_SUMS.begin(bytes(sums.length));
        write(bytes);
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static FeatureSums fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.FEATURE_SUMS.open(state);
        int features = bytes.remaining() / Long.BYTES - 1;
        StateFormat.FEATURE_SUMS.requireRemaining(bytes, bytes(features));
        FeatureSums sums = new FeatureSums(features);
        sums.read(bytes);
        return sums;
    }

    static int bytes(int features) {
        return Long.BYTES * (features + 1);
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(count);
        for (long sum : sums) {
            bytes.putLong(sum);
        }
    }

    void read(ByteBuffer bytes) {
        count = bytes.getLong();
        for (int i = 0; i < sums.length; i++) {
            sums[i] = bytes.getLong();
        }
    }
}
