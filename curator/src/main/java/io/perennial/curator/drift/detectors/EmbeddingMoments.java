package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Mean and variance of each coordinate of embeddings or of vectors of descriptors (Welford 1962), merged as Chan, Golub and LeVeque (1979)
 * do: those of partitions give that of the whole up to rounding. State is 16 bytes a coordinate.
 */
public final class EmbeddingMoments {
    private final double[] means;
    /** Sums of squared deviations from the mean. */
    private final double[] squares;

    private long count;

    /** @param dimension coordinates of a vector */
    public EmbeddingMoments(int dimension) {
        means = new double[Require.atLeast(dimension, 1, "dimension")];
        squares = new double[dimension];
    }

    /** @throws IllegalArgumentException if the vector is of another length or not finite; nothing is changed then */
    public void add(float[] vector) {
        Require.equal(vector.length, means.length, "coordinates of the vector");
        for (float coordinate : vector) {
            Require.finite(coordinate);
        }
        count++;
        for (int i = 0; i < means.length; i++) {
            double difference = vector[i] - means[i];
            means[i] += difference / count;
            squares[i] += difference * (vector[i] - means[i]);
        }
    }

    /** Adds the moments of another partition or block, which do not change. */
    public void merge(EmbeddingMoments other) {
        Require.equal(other.means.length, means.length, "coordinates of the moments to merge");
        if (other.count == 0) {
            return;
        }
        long sum = count + other.count;
        double share = (double) other.count / sum;
        for (int i = 0; i < means.length; i++) {
            double difference = other.means[i] - means[i];
            means[i] += difference * share;
            squares[i] += other.squares[i] + difference * difference * share * count;
        }
        count = sum;
    }

    public long count() {
        return count;
    }

    public int dimension() {
        return means.length;
    }

    public double mean(int coordinate) {
        return means[coordinate];
    }

    /** Unbiased variance of a coordinate; 0 for fewer than two vectors. */
    public double variance(int coordinate) {
        return count < 2 ? 0 : squares[coordinate] / (count - 1);
    }

    /** Sum of the variances: the trace of the covariance. */
    public double trace() {
        double trace = 0;
        for (int i = 0; i < means.length; i++) {
            trace += variance(i);
        }
        return trace;
    }

    /**
     * How far the mean of a block is from that of this reference, in units of what chance moves it by: ||mean of block - mean||^2 /
     * (trace / size of block). Where nothing has changed, it is 1 + size of block / size of reference on average.
     *
     * @throws IllegalArgumentException if the block is empty or this reference has not varied
     */
    public double centroidScore(EmbeddingMoments block) {
        Require.equal(block.means.length, means.length, "coordinates of the block");
        double trace = trace();
        if (block.count == 0 || trace <= 0) {
            throw new IllegalArgumentException("a centroid score needs a block and a reference that varies, was "
                    + block.count + " vectors against a trace of " + trace);
        }
        double distance = 0;
        for (int i = 0; i < means.length; i++) {
            double difference = block.means[i] - means[i];
            distance += difference * difference;
        }
        return distance / (trace / block.count);
    }

    /**
     * What {@link #centroidScore} exceeds at most so often by chance, for blocks so large that their mean is normal: the score is then a
     * weighted mean of squares of normal numbers, whose tail is no heavier than that of one of them (Székely and Bakirov 2003). It is
     * reached where one direction holds all the variance, and is cautious otherwise.
     *
     * @param falseAlarms accepted share of false alarms of independent vectors, above 0 and at most 0.2
     */
    public double centroidScoreByChance(EmbeddingMoments block, double falseAlarms) {
        Require.inside(falseAlarms, 0, Math.nextUp(0.2), "falseAlarms");
        return ChiSquare.quantile(1, 1 - falseAlarms) * (1 + (double) block.count / count);
    }

    /** Share of each coordinate in the distance of the block's mean from this one; they add up to 1, or are all 0. */
    public double[] sharesByCoordinate(EmbeddingMoments block) {
        Require.equal(block.means.length, means.length, "coordinates of the block");
        double[] shares = new double[means.length];
        for (int i = 0; i < means.length; i++) {
            double difference = block.means[i] - means[i];
            shares[i] = difference * difference;
        }
        return Shares.ofWhole(shares);
    }

    void clear() {
        count = 0;
        Arrays.fill(means, 0);
        Arrays.fill(squares, 0);
    }

    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.EMBEDDING_MOMENTS.begin(bytes(means.length));
        write(bytes);
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static EmbeddingMoments fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.EMBEDDING_MOMENTS.open(state);
        int dimension = (bytes.remaining() - Long.BYTES) / (2 * Double.BYTES);
        StateFormat.EMBEDDING_MOMENTS.requireRemaining(bytes, bytes(dimension));
        EmbeddingMoments moments = new EmbeddingMoments(dimension);
        moments.read(bytes);
        return moments;
    }

    static int bytes(int dimension) {
        return Long.BYTES + 2 * Double.BYTES * dimension;
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(count);
        for (int i = 0; i < means.length; i++) {
            bytes.putDouble(means[i]).putDouble(squares[i]);
        }
    }

    void read(ByteBuffer bytes) {
        count = bytes.getLong();
        for (int i = 0; i < means.length; i++) {
            means[i] = bytes.getDouble();
            squares[i] = bytes.getDouble();
        }
    }
}
