package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import java.nio.ByteBuffer;

/** What {@link HddmA} and {@link HddmW} share: a cut for each side, and how the means before and after it are judged. */
abstract class HoeffdingDetector extends BernoulliDetector {
    /** Where the stream may have been cut, for one direction of the change. */
    interface Cut {
        /** By how much the rate has moved in the direction since the cut. */
        double difference();

        /** Sum of the squared weights of all observations in the difference; 0: too little to judge. */
        double squaredWeights();

        Change change(double threshold);
    }

    private final HoeffdingSettings settings;
    private final double driftLogarithm;
    private final double warningLogarithm;

    /**
     * @param bytes of the state without the settings
     * @param bounds that hold at once, for so many sides of a difference
     */
    HoeffdingDetector(StateFormat format, int bytes, HoeffdingSettings settings, int bounds) {
        super(format, HoeffdingSettings.BYTES + bytes);
        this.settings = settings;
        driftLogarithm = StrictMath.log(bounds / settings.drift());
        warningLogarithm = StrictMath.log(bounds / settings.warning());
    }

    /** Adds an observation and moves the cuts. */
    abstract void observe(double value);

    abstract Cut rise();

    abstract Cut fall();

    /** Writes what is no setting. */
    abstract void writeState(ByteBuffer state);

    @Override
    final Level judge(double value) {
        observe(value);
        Level rising = level(rise());
        Level falling = settings.bothSides() ? level(fall()) : Level.NORMAL;
        return falling.compareTo(rising) > 0 ? falling : rising;
    }

    private Level level(Cut cut) {
        double squaredWeights = cut.squaredWeights();
        if (squaredWeights == 0) {
            return Level.NORMAL;
        }
        if (cut.difference() >= bound(squaredWeights, driftLogarithm)) {
            return Level.DRIFT;
        }
        return cut.difference() >= bound(squaredWeights, warningLogarithm) ? Level.WARNING : Level.NORMAL;
    }

    @Override
    final Change change() {
        Cut cut = level(rise()) == Level.DRIFT ? rise() : fall();
        return cut.change(bound(cut.squaredWeights(), driftLogarithm));
    }

    /** What a difference exceeds by chance with a probability of {@code exp(-logarithm)}. */
    static double bound(double squaredWeights, double logarithm) {
        return Math.sqrt(squaredWeights * logarithm / 2);
    }

    @Override
    final void write(ByteBuffer state) {
        settings.write(state);
        writeState(state);
    }
}
