package io.perennial.curator.drift.calibration;

/**
 * Finds the threshold of a {@link RestartingCusum} by replaying the stream's own history with restarts until the mean run length is the
 * promised one. Nothing is assumed about the distribution of block means or their dependence but that the history is like the future; a
 * drift in it counts as one of its alarms.
 *
 * <p>A history that is shorter than {@value #REPEATS} run lengths is replayed with two lower thresholds, of {@value #MANY} and of
 * {@value #FEW} alarms. The mean run length of a CUSUM grows exponentially with its threshold (Siegmund, "Sequential Analysis", 1985), so
 * the two give the threshold of a rarer alarm. That needs {@value #SHORTEST_EXTENDED} blocks, and goes no further than to a run length of
 * {@value #FARTHEST} histories: beyond that, nothing is promised.
 */
public final class ReplayCalibration {
    static final int REPEATS = 10;
    static final int SHORTEST_EXTENDED = 4096;
    static final int FARTHEST = 10;
    /** Blocks; shorter runs would be little more than the learning of the level. */
    static final double SHORTEST_RUN = 4.0 * RestartingCusum.LEARNED;

    private static final int MANY = 64;
    private static final int FEW = 8;
    /** Precision of a threshold, relative. */
    private static final double PRECISION = 1e-3;

    private ReplayCalibration() {}

    /**
     * @param history block means in their order, without their daily course
     * @param runLength mean number of blocks between false alarms to be promised; below {@link #SHORTEST_RUN} that is promised
     */
    public static Calibration of(double[] history, double runLength) {
        double target = Math.max(runLength, SHORTEST_RUN);
        double deviation = deviation(history);
        if (!(deviation > 0)) {
            return Calibration.refused(
                    history.length, "no promise: the history of " + history.length + " blocks is constant");
        }
        if (history.length >= REPEATS * target) {
            double threshold = threshold(history, deviation, (int) (history.length / target));
            return new Calibration(Promise.REPLAYED, threshold, deviation, target, history.length, "");
        }
        double needed = Math.min(REPEATS * target, Math.max(SHORTEST_EXTENDED, target / FARTHEST));
        if (history.length < needed) {
            return Calibration.refused(
                    history.length,
                    "no promise: history of " + history.length + " blocks, needed " + (long) Math.ceil(needed));
        }
        return extended(history, deviation, target);
    }

    private static Calibration extended(double[] history, double deviation, double target) {
        double low = threshold(history, deviation, MANY);
        double high = threshold(history, deviation, FEW);
        if (!(high > low)) {
            return Calibration.refused(history.length, "no promise: the history allows no law of run lengths");
        }
        // Half an alarm more than was counted: the last run was cut off by the end of the history.
        double growth = StrictMath.log((MANY + 0.5) / (FEW + 0.5)) / (high - low);
        double threshold = high + StrictMath.log((FEW + 0.5) * target / history.length) / growth;
        return new Calibration(Promise.EXTENDED, threshold, deviation, target, history.length, "");
    }

    /** The detector as it stands after the history has been replayed with the threshold. */
    public static RestartingCusum replayed(double[] history, Calibration calibration) {
        RestartingCusum cusum = new RestartingCusum();
        for (double value : history) {
            cusum.add(value, calibration.deviation(), calibration.threshold());
        }
        return cusum;
    }

    /** The least threshold with which the history raises no more alarms than allowed. */
    private static double threshold(double[] history, double deviation, int allowed) {
        double high = 1;
        while (alarms(history, deviation, high) > allowed) {
            high *= 2;
        }
        double low = high == 1 ? 0 : high / 2;
        while (high - low > PRECISION * high) {
            double middle = (low + high) / 2;
            if (alarms(history, deviation, middle) > allowed) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static int alarms(double[] history, double deviation, double threshold) {
        RestartingCusum cusum = new RestartingCusum();
        int alarms = 0;
        for (double value : history) {
            alarms += cusum.add(value, deviation, threshold) == null ? 0 : 1;
        }
        return alarms;
    }

    static double deviation(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean) / values.length;
        }
        return Math.sqrt(squares);
    }
}
