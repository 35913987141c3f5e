package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an hour of the day (UTC) adds to the mean of a block. A history is freed from it with the hours of the other days only, since a
 * later day has no part in its own profile either; so the residuals of the history scatter like those to come.
 */
public final class DailyProfile {
    /** No hour adds anything. */
    public static final DailyProfile FLAT = new DailyProfile(new double[24]);

    private static final int HOURS = 24;
    private static final long HOUR_MILLIS = 3_600_000;
    /** A profile is used if it takes at least a tenth of the variance away. */
    private static final double WORTH = 0.9;

    private final double[] offsets;

    private DailyProfile(double[] offsets) {
        this.offsets = offsets;
    }

    /** @param residuals the history without its daily course */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Fitted(DailyProfile profile, double[] residuals) {}

    /** Sums of the hours. */
    private static final class Hours {
        private final double[] sums = new double[HOURS];
        private final long[] counts = new long[HOURS];

        void add(int hour, double value) {
            sums[hour] += value;
            counts[hour]++;
        }

        /**
         * What each hour adds to the mean of the hours, without those of a day; 0 for an hour that no other day has. Each hour counts alike,
         * however many blocks it has, so that a day that is not over moves none.
         */
        double[] offsetsWithout(Hours day) {
            double[] means = new double[HOURS];
            double total = 0;
            int known = 0;
            for (int hour = 0; hour < HOURS; hour++) {
                long others = counts[hour] - day.counts[hour];
                if (others > 0) {
                    means[hour] = (sums[hour] - day.sums[hour]) / others;
                    total += means[hour];
                    known++;
                }
            }
            for (int hour = 0; hour < HOURS; hour++) {
                means[hour] = counts[hour] > day.counts[hour] ? means[hour] - total / known : 0;
            }
            return means;
        }
    }

    /**
     * @param times of the blocks in milliseconds
     * @param values their means
     */
    static Fitted fit(long[] times, double[] values) {
        Hours all = new Hours();
        for (int i = 0; i < values.length; i++) {
            all.add(hour(times[i]), values[i]);
        }
        double[] residuals = new double[values.length];
        for (int start = 0; start < values.length; ) {
            int end = start;
            Hours day = new Hours();
            while (end < values.length && day(times[end]) == day(times[start])) {
                day.add(hour(times[end]), values[end]);
                end++;
            }
            double[] offsets = all.offsetsWithout(day);
            for (int i = start; i < end; i++) {
                residuals[i] = values[i] - offsets[hour(times[i])];
            }
            start = end;
        }
        double after = ReplayCalibration.deviation(residuals);
        double before = ReplayCalibration.deviation(values);
        if (!(after * after < WORTH * before * before)) {
            return new Fitted(FLAT, values);
        }
        return new Fitted(new DailyProfile(all.offsetsWithout(new Hours())), residuals);
    }

    /** What is left of the mean of a block that ended at the time, in milliseconds. */
    double residual(long time, double value) {
        return value - offsets[hour(time)];
    }

    private static int hour(long time) {
        return Math.floorMod(time / HOUR_MILLIS, HOURS);
    }

    private static long day(long time) {
        return time / (HOURS * HOUR_MILLIS);
    }

    void write(DataOutput out) throws IOException {
        for (double offset : offsets) {
            out.writeDouble(offset);
        }
    }

    static DailyProfile read(DataInput in) throws IOException {
        double[] offsets = new double[HOURS];
        for (int hour = 0; hour < HOURS; hour++) {
            offsets[hour] = in.readDouble();
        }
        return new DailyProfile(offsets);
    }
}
