package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A KLL sketch: a sample of a stream in which an item of level i stands for 2^i observations, from which the rank of any value can be told
 * within {@link #rankError()} (Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams", FOCS 2016; capacities as in
 * apache/datasketches-java:kll). Sketches of partitions merge into one of the whole, with the same error. Unlike that of DataSketches, its
 * coin is seeded and part of the state, so that the same stream gives the same bytes. About 3 k observations are kept: 24 KB for k = 1000.
 */
public final class QuantileSketch {
    /** Smallest k that still sees a shift of 4 % of the observations. */
    public static final int USUAL_K = 1000;

    private static final int LEAST_CAPACITY = 8;
    private static final double SHRINKAGE = 2.0 / 3.0;
    private static final int MOST_LEVELS = 60;
    private static final int MOST_K = 1 << 16;

    private final int k;
    private SeededDraws draws;
    private double[][] levels = new double[1][];
    private int[] sizes = new int[1];
    private long count;
    private int retained;
    private int capacity;

    /**
     * @param k items of the highest level, from 8; the error falls as 1 / k
     * @param seed of the coin
     */
    public QuantileSketch(int k, long seed) {
        this.k = Require.atLeast(k, LEAST_CAPACITY, "k");
        if (k > MOST_K) {
            throw new IllegalArgumentException("k must be at most " + MOST_K + ", was " + k);
        }
        draws = new SeededDraws(seed);
        levels[0] = new double[k];
        capacity = k;
    }

    /** @throws IllegalArgumentException if the value is not finite */
    public void add(double value) {
        Require.finite(value);
        append(0, value);
        count++;
        if (retained >= capacity) {
            compact();
        }
    }

    /**
     * Adds what another sketch has seen, which does not change.
     *
     * @throws IllegalArgumentException if its k is another
     */
    public void merge(QuantileSketch other) {
        Require.equal(other.k, k, "k of the sketch to merge");
        while (levels.length < other.levels.length) {
            addLevel();
        }
        for (int level = 0; level < other.levels.length; level++) {
            for (int i = 0; i < other.sizes[level]; i++) {
                append(level, other.levels[level][i]);
            }
        }
        count += other.count;
        while (retained >= capacity) {
            compact();
        }
    }

    /** Observations that were added. */
    public long count() {
        return count;
    }

    /** Observations that are kept. */
    int retained() {
        return retained;
    }

    /**
     * Share by which a rank can be wrong, in 99 of 100 sketches: 0 while every observation is kept, else the fit of DataSketches for sketches
     * of this shape, 2.296 / k^0.9723.
     */
    public double rankError() {
        return levels.length == 1 ? 0 : 2.296 / StrictMath.pow(k, 0.9723);
    }

    /** Share of the observations that are at most {@code value}. */
    public double rank(double value) {
        long weight = 0;
        for (int level = 0; level < levels.length; level++) {
            for (int i = 0; i < sizes[level]; i++) {
                weight += levels[level][i] <= value ? 1L << level : 0;
            }
        }
        return (double) weight / count;
    }

    /** Largest difference of ranks: the statistic of Kolmogorov and Smirnov of the two sketches. */
    public double distance(QuantileSketch other) {
        Ordered mine = new Ordered(this);
        Ordered theirs = new Ordered(other);
        double largest = 0;
        while (!mine.atEnd() && !theirs.atEnd()) {
            double value = Math.min(mine.value(), theirs.value());
            mine.passAll(value);
            theirs.passAll(value);
            largest = Math.max(largest, Math.abs(mine.rank() - theirs.rank()));
        }
        return largest;
    }

    /**
     * What {@link #distance} has to exceed: the bound for two samples of all the observations, and the errors of both sketches.
     *
     * @param falseAlarms accepted share of false alarms where nothing has changed, between 0 and 1
     */
    public double threshold(QuantileSketch other, double falseAlarms) {
        Require.inside(falseAlarms, 0, 1, "falseAlarms");
        double spread = 1.0 / count + 1.0 / other.count;
        return Math.sqrt(-0.5 * StrictMath.log(falseAlarms / 2) * spread) + rankError() + other.rankError();
    }

    private void append(int level, double value) {
        if (sizes[level] == levels[level].length) {
            levels[level] = Arrays.copyOf(levels[level], 2 * sizes[level]);
        }
        levels[level][sizes[level]++] = value;
        retained++;
    }

    /** Halves the lowest level that is full: of each two neighbours one goes a level up, and one coin says for all which. */
    private void compact() {
        int level = 0;
        while (sizes[level] < capacity(level)) {
            level++;
        }
        if (level == levels.length - 1) {
            addLevel();
        }
        double[] items = levels[level];
        int size = sizes[level];
        int pairs = size / 2;
        Arrays.sort(items, 0, size);
        for (int i = draws.coin() ? 1 : 0; i < 2 * pairs; i += 2) {
            append(level + 1, items[i]);
        }
        sizes[level] = size - 2 * pairs;
        items[0] = items[size - 1];
        retained -= 2 * pairs;
    }

    private void addLevel() {
        int level = levels.length;
        levels = Arrays.copyOf(levels, level + 1);
        levels[level] = new double[k];
        sizes = Arrays.copyOf(sizes, level + 1);
        capacity = 0;
        for (int i = 0; i <= level; i++) {
            capacity += capacity(i);
        }
    }

    private int capacity(int level) {
        return Math.max(LEAST_CAPACITY, (int) Math.ceil(k * StrictMath.pow(SHRINKAGE, levels.length - 1.0 - level)));
    }

    /** k, count, state of the coin, number of levels, their sizes, their items. */
    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.QUANTILE_SKETCH.begin(
                2 * Integer.BYTES + 2 * Long.BYTES + sizes.length * Integer.BYTES + retained * Double.BYTES);
        bytes.putInt(k).putInt(levels.length).putLong(count).putLong(draws.state());
        for (int size : sizes) {
            bytes.putInt(size);
        }
        for (int level = 0; level < levels.length; level++) {
            for (int i = 0; i < sizes[level]; i++) {
                bytes.putDouble(levels[level][i]);
            }
        }
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static QuantileSketch fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.QUANTILE_SKETCH.open(state);
        StateFormat.QUANTILE_SKETCH.requireAtLeast(bytes, 2 * Integer.BYTES + 2 * Long.BYTES);
        int k = bytes.getInt();
        int levelCount = bytes.getInt();
        if (levelCount < 1 || levelCount > MOST_LEVELS) {
            throw new IllegalArgumentException(
                    "state of QUANTILE_SKETCH is damaged: " + levelCount + " levels; 1 to " + MOST_LEVELS);
        }
        long count = bytes.getLong();
        QuantileSketch sketch = new QuantileSketch(k, bytes.getLong());
        sketch.count = count;
        while (sketch.levels.length < levelCount) {
            sketch.addLevel();
        }
        StateFormat.QUANTILE_SKETCH.requireAtLeast(bytes, (long) levelCount * Integer.BYTES);
        int[] sizes = new int[levelCount];
        for (int level = 0; level < levelCount; level++) {
            sizes[level] = bytes.getInt();
        }
        StateFormat.QUANTILE_SKETCH.requireRemaining(
                bytes, Arrays.stream(sizes).asLongStream().sum() * Double.BYTES);
        for (int level = 0; level < levelCount; level++) {
            for (int i = 0; i < sizes[level]; i++) {
                sketch.append(level, bytes.getDouble());
            }
        }
        return sketch;
    }

    /** The items of a sketch in rising order, and how much weight has been passed. */
    private static final class Ordered {
        private final double[] values;
        private final long[] weights;
        private final long total;
        private long passed;
        private int next;

        Ordered(QuantileSketch sketch) {
            values = new double[sketch.retained];
            weights = new long[sketch.retained];
            total = sketch.count;
            int[] positions = new int[sketch.levels.length];
            double[][] sorted = new double[sketch.levels.length][];
            for (int level = 0; level < sorted.length; level++) {
                sorted[level] = Arrays.copyOf(sketch.levels[level], sketch.sizes[level]);
                Arrays.sort(sorted[level]);
            }
            for (int i = 0; i < values.length; i++) {
                int least = -1;
                for (int level = 0; level < sorted.length; level++) {
                    if (positions[level] < sorted[level].length
                            && (least < 0 || sorted[level][positions[level]] < sorted[least][positions[least]])) {
                        least = level;
                    }
                }
                values[i] = sorted[least][positions[least]++];
                weights[i] = 1L << least;
            }
        }

        boolean atEnd() {
            return next == values.length;
        }

        double value() {
            return values[next];
        }

        void passAll(double value) {
            while (next < values.length && values[next] <= value) {
                passed += weights[next++];
            }
        }

        double rank() {
            return (double) passed / total;
        }
    }
}
