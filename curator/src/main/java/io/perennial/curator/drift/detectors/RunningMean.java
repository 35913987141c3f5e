package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/** Mean of what has been added, and how much that was. */
final class RunningMean {
    static final int BYTES = Long.BYTES + Double.BYTES;

    private long count;
    private double mean;

    void add(double value) {
        count++;
        mean += (value - mean) / count;
    }

    void copyFrom(RunningMean other) {
        count = other.count;
        mean = other.mean;
    }

    void clear() {
        count = 0;
        mean = 0;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(count).putDouble(mean);
    }

    void read(ByteBuffer bytes) {
        count = bytes.getLong();
        mean = bytes.getDouble();
    }
}
