package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * HDDM_W: a fading mean of what came after a cut against the fading mean up to it, by McDiarmid's bound (Frías-Blanco et al., "Online and
 * Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015; rule of the paper and of MOA;
 * river:river/drift/binary/hddm_w.py gives the first observation a smaller weight in the bound, so it alarms an observation earlier now and
 * then). Quicker than {@link HddmA} where a rate changes slowly. State is 145 bytes.
 */
public final class HddmW implements BernoulliDetector {
    /** Usual weight of the newest observation. */
    public static final double USUAL_WEIGHT = 0.05;

    private static final int BYTES = HoeffdingSettings.BYTES + 5 * Double.BYTES + Byte.BYTES + 5 * FadingMean.BYTES;

    private final HoeffdingSettings settings;
    private final double weight;
    private final double driftLogarithm;
    private final double warningLogarithm;
    private final FadingMean all = new FadingMean();
    private final FadingMean beforeRise = new FadingMean();
    private final FadingMean afterRise = new FadingMean();
    private final FadingMean beforeFall = new FadingMean();
    private final FadingMean afterFall = new FadingMean();
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private double statistic;
    private double threshold = Double.POSITIVE_INFINITY;
    private boolean alarmed;

    /** @param weight of the newest observation in a mean, between 0 and 1; the smaller, the longer the memory */
    public HddmW(HoeffdingSettings settings, double weight) {
        this.settings = settings;
        this.weight = Require.inside(weight, 0, 1, "weight");
        driftLogarithm = StrictMath.log(1 / settings.drift());
        warningLogarithm = StrictMath.log(1 / settings.warning());
    }

    @Override
    public Level add(boolean hit) {
        if (alarmed) {
            startAnew();
        }
        double value = hit ? 1 : 0;
        all.add(value, weight);
        moveCuts(value);
        Level level = judge(beforeRise, afterRise, 1);
        if (settings.bothSides() && level != Level.DRIFT) {
            double rise = statistic;
            double riseThreshold = threshold;
            Level falling = judge(beforeFall, afterFall, -1);
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

    private void moveCuts(double value) {
        double bound = Math.sqrt(all.squaredWeights() * driftLogarithm / 2);
        if (all.mean() + bound < lowest) {
            lowest = all.mean() + bound;
            beforeRise.copyFrom(all);
            afterRise.clear();
        } else {
            afterRise.add(value, weight);
        }
        if (all.mean() - bound > highest) {
            highest = all.mean() - bound;
            beforeFall.copyFrom(all);
            afterFall.clear();
        } else {
            afterFall.add(value, weight);
        }
    }

    private Level judge(FadingMean before, FadingMean after, int sign) {
        if (before.isEmpty() || after.isEmpty()) {
            statistic = 0;
            threshold = Double.POSITIVE_INFINITY;
            return Level.NORMAL;
        }
        double squaredWeights = before.squaredWeights() + after.squaredWeights();
        statistic = sign * (after.mean() - before.mean());
        threshold = Math.sqrt(squaredWeights * driftLogarithm / 2);
        if (statistic > threshold) {
            return Level.DRIFT;
        }
        return statistic > Math.sqrt(squaredWeights * warningLogarithm / 2) ? Level.WARNING : Level.NORMAL;
    }

    private void startAnew() {
        all.clear();
        beforeRise.clear();
        afterRise.clear();
        beforeFall.clear();
        afterFall.clear();
        lowest = Double.POSITIVE_INFINITY;
        highest = Double.NEGATIVE_INFINITY;
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
        ByteBuffer bytes = StateFormat.HDDM_W.begin(BYTES);
        settings.write(bytes);
        bytes.putDouble(weight)
                .putDouble(lowest)
                .putDouble(highest)
                .putDouble(statistic)
                .putDouble(threshold)
                .put((byte) (alarmed ? 1 : 0));
        all.write(bytes);
        beforeRise.write(bytes);
        afterRise.write(bytes);
        beforeFall.write(bytes);
        afterFall.write(bytes);
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static HddmW fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.HDDM_W.open(state, BYTES);
        HddmW detector = new HddmW(HoeffdingSettings.read(bytes), bytes.getDouble());
        detector.lowest = bytes.getDouble();
        detector.highest = bytes.getDouble();
        detector.statistic = bytes.getDouble();
        detector.threshold = bytes.getDouble();
        detector.alarmed = bytes.get() != 0;
        detector.all.read(bytes);
        detector.beforeRise.read(bytes);
        detector.afterRise.read(bytes);
        detector.beforeFall.read(bytes);
        detector.afterFall.read(bytes);
        return detector;
    }
}
