package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import java.nio.ByteBuffer;

/**
 * HDDM_W: a fading mean of what came after a cut against the fading mean up to it, by McDiarmid's bound (Frías-Blanco et al., "Online and
 * Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015; rule of the paper and of MOA;
 * river:river/drift/binary/hddm_w.py gives the first observation a smaller weight in the bound, so it alarms an observation earlier now and
 * then). Quicker than {@link HddmA} where a rate changes slowly. State is 164 bytes.
 */
public final class HddmW extends HoeffdingDetector {
    /** Usual weight of the newest observation. */
    public static final double USUAL_WEIGHT = 0.05;

    private static final int BYTES = 3 * Double.BYTES + 5 * FadingMean.BYTES;

    private final double weight;
    private final double cutLogarithm;
    private final FadingMean all = new FadingMean();
    private final FadingCut rise = new FadingCut(1);
    private final FadingCut fall = new FadingCut(-1);

    private final class FadingCut implements Cut {
        private final int sign;
        private final FadingMean before = new FadingMean();
        private final FadingMean after = new FadingMean();
        /** Least bound of the mean, of its negative for a fall. */
        private double least = Double.POSITIVE_INFINITY;

        FadingCut(int sign) {
            this.sign = sign;
        }

        void move(double value, double bound) {
            if (sign * all.mean() + bound < least) {
                least = sign * all.mean() + bound;
                before.copyFrom(all);
                after.clear();
            } else {
                after.add(value, weight);
            }
        }

        void clear() {
            before.clear();
            after.clear();
            least = Double.POSITIVE_INFINITY;
        }

        @Override
        public double difference() {
            return sign * (after.mean() - before.mean());
        }

        @Override
        public double squaredWeights() {
            return before.count() == 0 || after.count() == 0 ? 0 : before.squaredWeights() + after.squaredWeights();
        }

        @Override
        public Change change(double threshold) {
            return new Change(difference(), threshold, before.mean(), after.mean(), before.count(), after.count());
        }

        void write(ByteBuffer state) {
            state.putDouble(least);
            before.write(state);
            after.write(state);
        }

        void read(ByteBuffer state) {
            least = state.getDouble();
            before.read(state);
            after.read(state);
        }
    }

    /** @param weight of the newest observation in a mean, between 0 and 1; the smaller, the longer the memory */
    public HddmW(HoeffdingSettings settings, double weight) {
        super(StateFormat.HDDM_W, BYTES, settings, 1);
        this.weight = Require.inside(weight, 0, 1, "weight");
        cutLogarithm = StrictMath.log(1 / settings.drift());
    }

    @Override
    void observe(double value) {
        all.add(value, weight);
        double bound = bound(all.squaredWeights(), cutLogarithm);
        rise.move(value, bound);
        fall.move(value, bound);
    }

    @Override
    Cut rise() {
        return rise;
    }

    @Override
    Cut fall() {
        return fall;
    }

    @Override
    void startAnew() {
        all.clear();
        rise.clear();
        fall.clear();
    }

    @Override
    void writeState(ByteBuffer state) {
        state.putDouble(weight);
        all.write(state);
        rise.write(state);
        fall.write(state);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static HddmW fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.HDDM_W.open(state, HoeffdingSettings.BYTES + BYTES + Byte.BYTES);
        HddmW detector = new HddmW(HoeffdingSettings.read(bytes), bytes.getDouble());
        detector.all.read(bytes);
        detector.rise.read(bytes);
        detector.fall.read(bytes);
        detector.readLevel(bytes);
        return detector;
    }
}
