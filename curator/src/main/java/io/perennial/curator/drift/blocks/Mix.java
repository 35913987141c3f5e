package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.curator.drift.detectors.BinCounts;
import io.perennial.curator.drift.detectors.BinDistance;
import io.perennial.curator.drift.detectors.Bins;
import io.perennial.curator.drift.detectors.CategoryBins;
import io.perennial.curator.drift.detectors.QuantileBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a block of a source is from the reference of the source in the shares of what it holds. The first {@value #LEARNED} values give the
 * bins, the next {@value #REFERENCE} blocks their counts; neither changes from then on. The figure is the square root of the distance of
 * Jensen and Shannon, from 0 to 1: the distance itself scatters up to 1.7 times as much once it is far from 0, so one change would raise
 * alarm after alarm; its root scatters about as much near as far. Not safe for use by several threads.
 *
 * @param <T> a number or a name
 */
abstract class Mix<T> {
    static final int LEARNED = 256;
    static final int REFERENCE = 8;
    /** The root of the distance that a mean makes which moves by a deviation, nearly: that of a stability index of 1. */
    private static final double OF_ONE_DEVIATION = 1 / Math.sqrt(Math.sqrt(8 * StrictMath.log(2)));

    private final List<T> learned = new ArrayList<>();
    private @Nullable Bins<T> bins;
    private BinCounts reference = new BinCounts(1);
    private BinCounts open = new BinCounts(1);
    private int blocks;

    /** Of ten bins of equal shares. */
    static final class OfNumbers extends Mix<Double> {
        private static final int MOST = 10;

        @Override
        Bins<Double> bins(List<Double> values) {
            return QuantileBins.of(
                    values.stream().mapToDouble(Double::doubleValue).toArray(), MOST);
        }

        @Override
        Bins<Double> bins(byte[] state) {
            return QuantileBins.fromBytes(state);
        }

        @Override
        void write(Double value, DataOutput out) throws IOException {
            out.writeDouble(value);
        }

        @Override
        Double value(DataInput in) throws IOException {
            return in.readDouble();
        }
    }

    /** Of the fifteen most frequent names, and all others together. */
    static final class OfNames extends Mix<String> {
        private static final int MOST = 15;

        @Override
        Bins<String> bins(List<String> values) {
            return CategoryBins.of(
                    values.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())), MOST);
        }

        @Override
        Bins<String> bins(byte[] state) {
            return CategoryBins.fromBytes(state);
        }

        @Override
        void write(String value, DataOutput out) throws IOException {
            out.writeUTF(value);
        }

        @Override
        String value(DataInput in) throws IOException {
            return in.readUTF();
        }
    }

    abstract Bins<T> bins(List<T> values);

    abstract Bins<T> bins(byte[] state);

    abstract void write(T value, DataOutput out) throws IOException;

    abstract T value(DataInput in) throws IOException;

    final void add(T value) {
        if (bins != null) {
            open.add(bins.bin(value));
            return;
        }
        learned.add(value);
        if (learned.size() == LEARNED) {
            bins = bins(learned);
            learned.clear();
            reference = new BinCounts(bins.size());
            open = new BinCounts(bins.size());
        }
    }

    /**
     * Ends a block.
     *
     * @return its figure as the mean of as many values as were counted. Their deviation is what a shift by a deviation makes, so that the
     *     effect of a change is in deviations of a sample, roughly, as that of a mean is. Null if there is nothing to compare.
     */
    final @Nullable BlockSums endBlock() {
        long count = open.total();
        if (count == 0) {
            return null;
        }
        BinCounts block = open;
        open = new BinCounts(block.bins());
        if (blocks < REFERENCE) {
            reference.merge(block);
            blocks++;
            return null;
        }
        double root = Math.sqrt(BinDistance.JENSEN_SHANNON.between(reference, block));
        return new BlockSums(count, count * root, count * (root * root + OF_ONE_DEVIATION * OF_ONE_DEVIATION));
    }

    final void write(DataOutput out) throws IOException {
        out.writeInt(bins == null ? learned.size() : LEARNED);
        if (bins == null) {
            for (T value : learned) {
                write(value, out);
            }
            return;
        }
        for (byte[] state : List.of(bins.toBytes(), reference.toBytes(), open.toBytes())) {
            out.writeInt(state.length);
            out.write(state);
        }
        out.writeInt(blocks);
    }

    /** Reads what {@link #write(DataOutput)} wrote, into a new mix. */
    final void read(DataInput in) throws IOException {
        int values = in.readInt();
        if (values < LEARNED) {
            for (int i = 0; i < values; i++) {
                learned.add(value(in));
            }
            return;
        }
        bins = bins(state(in));
        reference = BinCounts.fromBytes(state(in));
        open = BinCounts.fromBytes(state(in));
        blocks = in.readInt();
    }

    private static byte[] state(DataInput in) throws IOException {
        byte[] state = new byte[in.readInt()];
        in.readFully(state);
        return state;
    }
}
