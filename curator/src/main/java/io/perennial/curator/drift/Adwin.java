package io.perennial.curator.drift;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ADWIN: a window over a stream of numbers that shrinks when two parts of it have different means (Bifet and Gavalda, "Learning
 * from Time-Changing Data with Adaptive Windowing", 2007; constants and loop as in river:river/drift/adwin_c.pyx and
 * moa:core/driftdetection/ADWIN.java). The window is an exponential histogram: row i holds buckets of 2^i observations, at most
 * {@value #BUCKETS_IN_ROW} of them. After an alarm it starts anew. About 1 KB; not safe for use by several threads.
 */
public final class Adwin implements StreamDetector {
    private static final int BUCKETS_IN_ROW = 5;
    /** Cuts are looked for once in so many observations. */
    private static final int CLOCK = 32;

    private static final int SMALLEST_PART = 5;
    private static final int GRACE = 10;
    private static final int MAX_ROWS = 48;

    private final double delta;
    private final List<Row> rows = new ArrayList<>();
    private double total;
    private double squares;
    private long width;
    private long observations;

    /** Buckets of one size, oldest first: sum, and sum of squared deviations from the mean of the bucket. */
    private static final class Row {
        private final double[] totals = new double[BUCKETS_IN_ROW + 1];
        private final double[] squares = new double[BUCKETS_IN_ROW + 1];
        private int count;

        void add(double total, double square) {
            totals[count] = total;
            squares[count++] = square;
        }

        void dropOldest(int buckets) {
            System.arraycopy(totals, buckets, totals, 0, count - buckets);
            System.arraycopy(squares, buckets, squares, 0, count - buckets);
            count -= buckets;
        }
    }

    /** @param delta confidence: the smaller, the fewer false alarms; 0.002 is usual */
    public Adwin(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta must lie between 0 and 1, was " + delta);
        }
        this.delta = delta;
        rows.add(new Row());
    }

    /** Adds an observation. Returns the change, where the window had to be cut first, or null. */
    @Override
    public @Nullable Change add(double value) {
        observations++;
        insert(value);
        if (observations % CLOCK != 0 || width <= GRACE) {
            return null;
        }
        Change change = shrink();
        if (change != null) {
            reset();
        }
        return change;
    }

    /** Number of observations in the window. */
    public long width() {
        return width;
    }

    /** Mean of the window; 0 if it is empty. */
    public double mean() {
        return width == 0 ? 0 : total / width;
    }

    /** Population variance of the window; 0 if it is empty. */
    public double variance() {
        return width == 0 ? 0 : squares / width;
    }

    private void insert(double value) {
        if (width > 0) {
            double difference = value - total / width;
            squares += difference * difference * width / (width + 1);
        }
        width++;
        total += value;
        rows.get(0).add(value, 0);
        for (int level = 0; rows.get(level).count > BUCKETS_IN_ROW; level++) {
            mergeOldest(level);
        }
    }

    private void mergeOldest(int level) {
        Row row = rows.get(level);
        if (level + 1 == rows.size()) {
            rows.add(new Row());
        }
        double size = 1L << level;
        double difference = row.totals[0] / size - row.totals[1] / size;
        rows.get(level + 1)
                .add(
                        row.totals[0] + row.totals[1],
                        row.squares[0] + row.squares[1] + size * size * difference * difference / (2 * size));
        row.dropOldest(2);
    }

    private @Nullable Change shrink() {
        Change first = null;
        for (Change change = findCut(); change != null; change = findCut()) {
            if (first == null) {
                first = change;
            }
            dropOldestBucket();
        }
        return first;
    }

    /** Tries every border between buckets, oldest first. */
    private @Nullable Change findCut() {
        double confidence = StrictMath.log(2 * StrictMath.log((double) width) / delta);
        double variance = squares / width;
        double totalBefore = 0;
        long before = 0;
        for (int level = rows.size() - 1; level >= 0; level--) {
            Row row = rows.get(level);
            for (int bucket = 0; bucket < row.count; bucket++) {
                before += 1L << level;
                totalBefore += row.totals[bucket];
                long after = width - before;
                if (before < SMALLEST_PART || after < SMALLEST_PART) {
                    continue;
                }
                double meanBefore = totalBefore / before;
                double meanAfter = (total - totalBefore) / after;
                double inverse = 1.0 / (before - SMALLEST_PART + 1) + 1.0 / (after - SMALLEST_PART + 1);
                double epsilon =
                        StrictMath.sqrt(2 * inverse * variance * confidence) + 2.0 / 3.0 * confidence * inverse;
                double statistic = Math.abs(meanBefore - meanAfter);
                if (statistic > epsilon) {
                    return new Change(statistic, epsilon, meanBefore, meanAfter, before, after);
                }
            }
        }
        return null;
    }

    private void dropOldestBucket() {
        int level = rows.size() - 1;
        Row row = rows.get(level);
        long size = 1L << level;
        width -= size;
        total -= row.totals[0];
        double difference = row.totals[0] / size - total / width;
        squares -= row.squares[0] + (double) size * width * difference * difference / (size + width);
        row.dropOldest(1);
        if (row.count == 0) {
            rows.remove(level);
        }
    }

    private void reset() {
        rows.clear();
        rows.add(new Row());
        total = 0;
        squares = 0;
        width = 0;
        observations = 0;
    }

    @Override
    public byte[] toBytes() {
        int buckets = rows.stream().mapToInt(row -> row.count).sum();
        ByteBuffer bytes = ByteBuffer.allocate(5 * Double.BYTES + 1 + rows.size() + 2 * Double.BYTES * buckets);
        bytes.putDouble(delta)
                .putDouble(total)
                .putDouble(squares)
                .putLong(width)
                .putLong(observations);
        bytes.put((byte) rows.size());
        for (Row row : rows) {
            bytes.put((byte) row.count);
            for (int bucket = 0; bucket < row.count; bucket++) {
                bytes.putDouble(row.totals[bucket]).putDouble(row.squares[bucket]);
            }
        }
        return bytes.array();
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static Adwin fromBytes(byte[] state) {
        ByteBuffer bytes = ByteBuffer.wrap(state);
        Adwin adwin = new Adwin(bytes.getDouble());
        adwin.total = bytes.getDouble();
        adwin.squares = bytes.getDouble();
        adwin.width = bytes.getLong();
        adwin.observations = bytes.getLong();
        int rowCount = bytes.get();
        if (rowCount < 1 || rowCount > MAX_ROWS) {
            throw new IllegalArgumentException("state of a detector has " + rowCount + " rows; 1 to " + MAX_ROWS);
        }
        adwin.rows.clear();
        for (int level = 0; level < rowCount; level++) {
            Row row = new Row();
            for (int remaining = bytes.get(); remaining > 0; remaining--) {
                row.add(bytes.getDouble(), bytes.getDouble());
            }
            adwin.rows.add(row);
        }
        return adwin;
    }
}
