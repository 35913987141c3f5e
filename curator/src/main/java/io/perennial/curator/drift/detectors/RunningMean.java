package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
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

    /** That what has been added is not what it was when this was like an earlier one. */
    Change since(RunningMean earlier, double statistic, double threshold) {
        long newer = count - earlier.count;
        double meanOfNewer = newer == 0 ? 0 : (count * mean - earlier.count * earlier.mean) / newer;
        return new Change(statistic, threshold, earlier.mean, meanOfNewer, earlier.count, newer);
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
