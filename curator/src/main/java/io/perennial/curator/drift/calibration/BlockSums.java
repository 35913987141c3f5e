package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is left of the values of a block: sums, so that the blocks of two partitions are merged by adding.
 *
 * @param count number of values
 * @param sum of the values
 * @param squares sum of their squares
 */
public record BlockSums(long count, double sum, double squares) {
    public static final BlockSums NONE = new BlockSums(0, 0, 0);

    public BlockSums plus(double value) {
        return new BlockSums(count + 1, sum + value, squares + value * value);
    }

    public BlockSums plus(BlockSums other) {
        return new BlockSums(count + other.count, sum + other.sum, squares + other.squares);
    }

    /** The same mean and deviation with half the weight. */
    public BlockSums halved() {
        long half = count / 2;
        double left = (double) half / Math.max(1, count);
        return new BlockSums(half, sum * left, squares * left);
    }

    /** 0 if there are no values. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** Standard deviation of the values; 0 if there are none. */
    public double deviation() {
        return count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean() * mean()));
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(sum);
        out.writeDouble(squares);
    }

    public static BlockSums read(DataInput in) throws IOException {
        return new BlockSums(in.readLong(), in.readDouble(), in.readDouble());
    }
}
