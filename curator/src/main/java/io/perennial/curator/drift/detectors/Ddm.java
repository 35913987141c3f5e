package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import java.nio.ByteBuffer;

/**
 * DDM: the rate plus its standard error against the least that sum has been (Gama, Medas, Castillo and Rodrigues, "Learning with Drift
 * Detection", SBIA 2004; rule as in river:river/drift/binary/ddm.py). Sees that a rate rises; slow where it was high before. State is
 * 63 bytes.
 */
public final class Ddm extends BernoulliDetector {
    /**
     * @param leastObservations judged from the observation after this one
     * @param warning standard errors above the least rate that warn
     * @param drift standard errors above the least rate that are a change
     */
    public record Settings(int leastObservations, double warning, double drift) {
        public Settings {
            Require.atLeast(leastObservations, 1, "leastObservations");
            Require.inside(warning, 0, drift, "warning");
            Require.inside(drift, 0, Double.POSITIVE_INFINITY, "drift");
        }

        /** 30 observations; 2 standard errors warn, 3 are a change. */
        public static Settings usual() {
            return new Settings(30, 2, 3);
        }
    }

    private static final int BYTES = Integer.BYTES + 3 * Double.BYTES + 2 * RunningMean.BYTES;

    private final Settings settings;
    private final RunningMean rate = new RunningMean();
    /** The rate when rate and error together were least. */
    private final RunningMean least = new RunningMean();

    private double leastError = Double.POSITIVE_INFINITY;

    public Ddm(Settings settings) {
        super(StateFormat.DDM, BYTES);
        this.settings = settings;
    }

    @Override
    Level judge(double value) {
        rate.add(value);
        if (rate.count() <= settings.leastObservations) {
            return Level.NORMAL;
        }
        double error = error();
        if (least.count() == 0 || rate.mean() + error <= least.mean() + leastError) {
            least.copyFrom(rate);
            leastError = error;
        }
        if (rate.mean() + error > bound(settings.drift)) {
            return Level.DRIFT;
        }
        return rate.mean() + error > bound(settings.warning) ? Level.WARNING : Level.NORMAL;
    }

    private double error() {
        return Math.sqrt(rate.mean() * (1 - rate.mean()) / rate.count());
    }

    private double bound(double errors) {
        return least.mean() + errors * leastError;
    }

    @Override
    Change change() {
        return rate.since(least, rate.mean() + error(), bound(settings.drift));
    }

    @Override
    void startAnew() {
        rate.clear();
        least.clear();
        leastError = Double.POSITIVE_INFINITY;
    }

    @Override
    void write(ByteBuffer state) {
        state.putInt(settings.leastObservations)
                .putDouble(settings.warning)
                .putDouble(settings.drift)
                .putDouble(leastError);
        least.write(state);
        rate.write(state);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static Ddm fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.DDM.open(state, BYTES + Byte.BYTES);
        Ddm detector = new Ddm(new Settings(bytes.getInt(), bytes.getDouble(), bytes.getDouble()));
        detector.leastError = bytes.getDouble();
        detector.least.read(bytes);
        detector.rate.read(bytes);
        detector.readLevel(bytes);
        return detector;
    }
}
