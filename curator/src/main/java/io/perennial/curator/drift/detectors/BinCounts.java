package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** How many observations fell into each bin. Merging the counts of partitions gives exactly the counts of the whole. */
public final class BinCounts {
    private final long[] counts;
    private long total;

    /** @param bins as many as {@link QuantileBins#size()} or {@link CategoryBins#size()} says */
    public BinCounts(int bins) {
        counts = new long[Require.atLeast(bins, 1, "bins")];
    }

    public void add(int bin) {
        counts[bin]++;
        total++;
    }

    /** Adds the counts of another partition or block over the same bins. */
    public void merge(BinCounts other) {
        Require.equal(other.counts.length, counts.length, "bins of the counts to merge");
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    public int bins() {
        return counts.length;
    }

    public long count(int bin) {
        return counts[bin];
    }

    public long total() {
        return total;
    }

    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.BIN_COUNTS.begin(counts.length * Long.BYTES);
        for (long count : counts) {
            bytes.putLong(count);
        }
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static BinCounts fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.BIN_COUNTS.open(state);
        BinCounts read = new BinCounts(StateFormat.BIN_COUNTS.numbers(bytes));
        bytes.asLongBuffer().get(read.counts);
        read.total = Arrays.stream(read.counts).sum();
        return read;
    }
}
