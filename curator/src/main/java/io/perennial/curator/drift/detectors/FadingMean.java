package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/** Exponentially weighted mean of what has been added, and the sum of its squared weights, which its variance is bounded by. */
final class FadingMean {
    static final int BYTES = 2 * Double.BYTES + Byte.BYTES;

    private double mean;
    private double squaredWeights = 1;
    private boolean empty = true;

    void add(double value, double weight) {
        mean = empty ? value : weight * value + (1 - weight) * mean;
        squaredWeights = empty ? 1 : weight * weight + (1 - weight) * (1 - weight) * squaredWeights;
        empty = false;
    }

    void copyFrom(FadingMean other) {
        mean = other.mean;
        squaredWeights = other.squaredWeights;
        empty = other.empty;
    }

    void clear() {
        mean = 0;
        squaredWeights = 1;
        empty = true;
    }

    double mean() {
        return mean;
    }

    double squaredWeights() {
        return squaredWeights;
    }

    boolean isEmpty() {
        return empty;
    }

    void write(ByteBuffer bytes) {
        bytes.putDouble(mean).putDouble(squaredWeights).put((byte) (empty ? 1 : 0));
    }

    void read(ByteBuffer bytes) {
        mean = bytes.getDouble();
        squaredWeights = bytes.getDouble();
        empty = bytes.get() != 0;
    }
}
