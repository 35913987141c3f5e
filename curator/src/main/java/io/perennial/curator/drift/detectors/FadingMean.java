package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/** Exponentially weighted mean of what has been added, and the sum of its squared weights, which its variance is bounded by. */
final class FadingMean {
    static final int BYTES = 2 * Double.BYTES + Long.BYTES;

    private double mean;
    private double squaredWeights = 1;
    private long count;

    void add(double value, double weight) {
        mean = count == 0 ? value : weight * value + (1 - weight) * mean;
        squaredWeights = count == 0 ? 1 : weight * weight + (1 - weight) * (1 - weight) * squaredWeights;
        count++;
    }

    void copyFrom(FadingMean other) {
        mean = other.mean;
        squaredWeights = other.squaredWeights;
        count = other.count;
    }

    void clear() {
        mean = 0;
        squaredWeights = 1;
        count = 0;
    }

    double mean() {
        return mean;
    }

    double squaredWeights() {
        return squaredWeights;
    }

    long count() {
        return count;
    }

    void write(ByteBuffer bytes) {
        bytes.putDouble(mean).putDouble(squaredWeights).putLong(count);
    }

    void read(ByteBuffer bytes) {
        mean = bytes.getDouble();
        squaredWeights = bytes.getDouble();
        count = bytes.getLong();
    }
}
