package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * HDDM_A: the mean since the start against the mean up to the cut at which it was lowest, by Hoeffding's bound (Frías-Blanco et al.,
 * "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015; rule as in river:river/drift/binary/hddm_a.py).
 * Sees abrupt changes of a rate with a bound that assumes independent observations. State is 84 bytes.
 */
public final class HddmA implements BernoulliDetector {
    private static final int BYTES = HoeffdingSettings.BYTES + 2 * Double.BYTES + Byte.BYTES + 3 * RunningMean.BYTES;

    private final HoeffdingSettings settings;
    private final double cutLogarithm;
    private final double driftLogarithm;
    private final double warningLogarithm;
    private final RunningMean all = new RunningMean();
    private final RunningMean lowest = new RunningMean();
    private final RunningMean highest = new RunningMean();
    private double statistic;
    private double threshold = Double.POSITIVE_INFINITY;
    private boolean alarmed;

    public HddmA(HoeffdingSettings settings) {
        this.settings = settings;
        cutLogarithm = StrictMath.log(1 / settings.drift());
        driftLogarithm = StrictMath.log(2 / settings.drift());
        warningLogarithm = StrictMath.log(2 / settings.warning());
    }

    @Override
    public Level add(boolean hit) {
        if (alarmed) {
            all.clear();
            lowest.clear();
            highest.clear();
        }
        all.add(hit ? 1 : 0);
        moveCuts();
        Level level = judge(lowest, all.mean() - lowest.mean());
        if (settings.bothSides() && level != Level.DRIFT) {
            double rise = statistic;
            double riseThreshold = threshold;
            Level falling = judge(highest, highest.mean() - all.mean());
            if (falling.compareTo(level) > 0) {
                level = falling;
            } else {
                statistic = rise;
                threshold = riseThreshold;
            }
        }
        alarmed = level == Level.DRIFT;
        return level;
    }

    private void moveCuts() {
        double bound = cutBound(all);
        if (lowest.count() == 0 || lowest.mean() + cutBound(lowest) >= all.mean() + bound) {
            lowest.copyFrom(all);
        }
        if (highest.count() == 0 || highest.mean() - cutBound(highest) <= all.mean() - bound) {
            highest.copyFrom(all);
        }
    }

    private double cutBound(RunningMean part) {
        return Math.sqrt(1.0 / (2 * part.count()) * cutLogarithm);
    }

    private Level judge(RunningMean before, double difference) {
        if (before.count() == all.count()) {
            statistic = 0;
            threshold = Double.POSITIVE_INFINITY;
            return Level.NORMAL;
        }
        double inverse = (double) (all.count() - before.count()) / before.count() * (1.0 / all.count());
        statistic = difference;
        threshold = Math.sqrt(inverse / 2 * driftLogarithm);
        if (difference >= threshold) {
            return Level.DRIFT;
        }
        return difference >= Math.sqrt(inverse / 2 * warningLogarithm) ? Level.WARNING : Level.NORMAL;
    }

    @Override
    public double statistic() {
        return statistic;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    @Override
    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.HDDM_A.begin(BYTES);
        settings.write(bytes);
        bytes.putDouble(statistic).putDouble(threshold).put((byte) (alarmed ? 1 : 0));
        all.write(bytes);
        lowest.write(bytes);
        highest.write(bytes);
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static HddmA fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.HDDM_A.open(state, BYTES);
        HddmA detector = new HddmA(HoeffdingSettings.read(bytes));
        detector.statistic = bytes.getDouble();
        detector.threshold = bytes.getDouble();
        detector.alarmed = bytes.get() != 0;
        detector.all.read(bytes);
        detector.lowest.read(bytes);
        detector.highest.read(bytes);
        return detector;
    }
}
