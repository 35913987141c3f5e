package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * DDM: the rate plus its standard error against the least that sum has been (Gama, Medas, Castillo and Rodrigues, "Learning with Drift
 * Detection", SBIA 2004; rule as in river:river/drift/binary/ddm.py). Sees that a rate rises; slow where it was high before. State is
 * 70 bytes.
 */
public final class Ddm implements BernoulliDetector {
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

    private static final int BYTES = Integer.BYTES + 6 * Double.BYTES + RunningMean.BYTES;

    private final Settings settings;
    private final RunningMean rate = new RunningMean();
    private double leastRate = Double.POSITIVE_INFINITY;
    private double leastError = Double.POSITIVE_INFINITY;
    private double statistic;
    private double threshold = Double.POSITIVE_INFINITY;

    public Ddm(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Level add(boolean hit) {
        if (statistic > threshold) {
            startAnew();
        }
        rate.add(hit ? 1 : 0);
        if (rate.count() <= settings.leastObservations) {
            return Level.NORMAL;
        }
        double error = Math.sqrt(rate.mean() * (1 - rate.mean()) / rate.count());
        statistic = rate.mean() + error;
        if (statistic <= leastRate + leastError) {
            leastRate = rate.mean();
            leastError = error;
        }
        threshold = leastRate + settings.drift * leastError;
        if (statistic > threshold) {
            return Level.DRIFT;
        }
        return statistic > leastRate + settings.warning * leastError ? Level.WARNING : Level.NORMAL;
    }

    private void startAnew() {
        rate.clear();
        leastRate = Double.POSITIVE_INFINITY;
        leastError = Double.POSITIVE_INFINITY;
        statistic = 0;
        threshold = Double.POSITIVE_INFINITY;
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
        ByteBuffer bytes = StateFormat.DDM
                .begin(BYTES)
                .putInt(settings.leastObservations)
                .putDouble(settings.warning)
                .putDouble(settings.drift)
                .putDouble(leastRate)
                .putDouble(leastError)
                .putDouble(statistic)
                .putDouble(threshold);
        rate.write(bytes);
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static Ddm fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.DDM.open(state, BYTES);
        Ddm detector = new Ddm(new Settings(bytes.getInt(), bytes.getDouble(), bytes.getDouble()));
        detector.leastRate = bytes.getDouble();
        detector.leastError = bytes.getDouble();
        detector.statistic = bytes.getDouble();
        detector.threshold = bytes.getDouble();
        detector.rate.read(bytes);
        return detector;
    }
}
