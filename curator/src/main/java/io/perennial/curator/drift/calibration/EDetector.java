package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An e-detector over block means between two bounds (Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential
 * change detection", 2024): a mixture of Shiryaev-Roberts processes M = (M + 1)(1 + lambda (x - limit)), one for each of some lambda and
 * each side. As long as the expected mean of a block, given all before it, stays within {@value #TOLERANCE} of the range around the
 * reference, M minus the number of blocks is a supermartingale, so the mean run length to M &gt;= r is at least r: no history, no
 * distribution and no independence is needed. It pays with delay. The reference is the mean of the first {@value #REFERENCE} blocks;
 * after an alarm it is learned anew. Not safe for use by several threads.
 */
public final class EDetector {
    static final double TOLERANCE = 0.05;
    static final int REFERENCE = 4;

    /** Of the largest lambda with which the factor cannot become negative. */
    private static final double[] FRACTIONS = {0.0625, 0.125, 0.25, 0.5, 0.9};

    private final Bounds bounds;
    private double[] processes = new double[2 * FRACTIONS.length];
    private BlockSums reference = BlockSums.NONE;
    private BlockSums recent = BlockSums.NONE;
    private long blocks;

    /** @param from lowest value of the descriptor
     * @param to highest one */
    public record Bounds(double from, double to) {
        public Bounds {
            if (!(from < to && to - from < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("bounds must be finite and rising, were " + from + " and " + to);
            }
        }

        double scale(double value) {
            return Math.max(0, Math.min(1, (value - from) / (to - from)));
        }
    }

    public EDetector(Bounds bounds) {
        this.bounds = bounds;
    }

    /** True once the reference is known, which is when blocks begin to count for the promise. */
    boolean isArmed() {
        return reference.count() == REFERENCE;
    }

    /**
     * Adds a block.
     *
     * @param mean of the block
     * @param runLength mean number of blocks between false alarms that is promised
     * @return the alarm, with statistic and threshold as natural logarithms, after which everything begins anew; or null
     */
    public @Nullable Alarm add(double mean, double runLength) {
        if (!isArmed()) {
            reference = reference.plus(mean);
            return null;
        }
        blocks++;
        double value = bounds.scale(mean);
        double middle = bounds.scale(reference.mean());
        double mixture = (bet(0, value, middle) + bet(FRACTIONS.length, 1 - value, 1 - middle)) / processes.length;
        // Beyond half of the way, on the scale of the logarithm, a block is surely behind the change.
        recent = mixture * mixture < runLength ? BlockSums.NONE : recent.plus(mean);
        if (mixture < runLength) {
            return null;
        }
        Alarm alarm = new Alarm(
                StrictMath.log(mixture),
                StrictMath.log(runLength),
                reference.mean(),
                recent.mean(),
                REFERENCE + blocks - recent.count(),
                recent.count());
        restart();
        return alarm;
    }

    /** Adds a value to the processes of one side; returns their sum. */
    private double bet(int first, double value, double middle) {
        double limit = middle + TOLERANCE;
        if (limit >= 1) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < FRACTIONS.length; i++) {
            double factor = 1 + FRACTIONS[i] / limit * (value - limit);
            processes[first + i] = (processes[first + i] + 1) * factor;
            sum += processes[first + i];
        }
        return sum;
    }

    private void restart() {
        processes = new double[2 * FRACTIONS.length];
        reference = BlockSums.NONE;
        recent = BlockSums.NONE;
        blocks = 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(bounds.from);
        out.writeDouble(bounds.to);
        for (double process : processes) {
            out.writeDouble(process);
        }
        reference.write(out);
        recent.write(out);
        out.writeLong(blocks);
    }

    static EDetector read(DataInput in) throws IOException {
        EDetector detector = new EDetector(new Bounds(in.readDouble(), in.readDouble()));
        for (int i = 0; i < detector.processes.length; i++) {
            detector.processes[i] = in.readDouble();
        }
        detector.reference = BlockSums.read(in);
        detector.recent = BlockSums.read(in);
        detector.blocks = in.readLong();
        return detector;
    }
}
