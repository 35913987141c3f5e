package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import java.nio.ByteBuffer;

/**
 * HDDM_A: the mean since the start against the mean up to the cut at which it was lowest, by Hoeffding's bound (Frías-Blanco et al.,
 * "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015; rule as in river:river/drift/binary/hddm_a.py).
 * Sees abrupt changes of a rate with a bound that assumes independent observations. State is 68 bytes.
 */
public final class HddmA extends HoeffdingDetector {
    private static final int BYTES = 3 * RunningMean.BYTES;

    private final double cutLogarithm;
    private final RunningMean all = new RunningMean();
    private final MeanCut lowest = new MeanCut(1);
    private final MeanCut highest = new MeanCut(-1);

    private final class MeanCut implements Cut {
        private final int sign;
        private final RunningMean before = new RunningMean();

        MeanCut(int sign) {
            this.sign = sign;
        }

        void move() {
            if (before.count() == 0 || sign * before.mean() + cutBound(before) >= sign * all.mean() + cutBound(all)) {
                before.copyFrom(all);
            }
        }

        @Override
        public double difference() {
            return sign * (all.mean() - before.mean());
        }

        @Override
        public double squaredWeights() {
            return (double) (all.count() - before.count()) / before.count() * (1.0 / all.count());
        }

        @Override
        public Change change(double threshold) {
            return all.since(before, difference(), threshold);
        }
    }

    public HddmA(HoeffdingSettings settings) {
        super(StateFormat.HDDM_A, BYTES, settings, 2);
        cutLogarithm = StrictMath.log(1 / settings.drift());
    }

    @Override
    void observe(double value) {
        all.add(value);
        lowest.move();
        highest.move();
    }

    private double cutBound(RunningMean part) {
        return bound(1.0 / part.count(), cutLogarithm);
    }

    @Override
    Cut rise() {
        return lowest;
    }

    @Override
    Cut fall() {
        return highest;
    }

    @Override
    void startAnew() {
        all.clear();
        lowest.before.clear();
        highest.before.clear();
    }

    @Override
    void writeState(ByteBuffer state) {
        all.write(state);
        lowest.before.write(state);
        highest.before.write(state);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static HddmA fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.HDDM_A.open(state, HoeffdingSettings.BYTES + BYTES + Byte.BYTES);
        HddmA detector = new HddmA(HoeffdingSettings.read(bytes));
        detector.all.read(bytes);
        detector.lowest.before.read(bytes);
        detector.highest.before.read(bytes);
        detector.readLevel(bytes);
        return detector;
    }
}
