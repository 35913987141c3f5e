package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * Page-Hinkley: the sum, slowly forgotten, of what observations exceed their running mean by (Page, "Continuous Inspection Schemes",
 * 1954; constants as in river:river/drift/page_hinkley.py and moa:core/driftdetection/PageHinkleyDM.java). It watches one side; for
 * both, use two. State is 65 bytes.
 */
public final class PageHinkley implements StreamDetector {
    /** What the sum is measured from: the ways that are in use, which alarm at different places. */
    public enum Family {
        /** From 0, below which it cannot fall; an alarm from lambda on. As in River up to 0.10: fast after a long quiet stretch. */
        CLIPPED(1),
        /** From 0, below which it can fall; an alarm above lambda. As in MOA and Frouros: slow after a long quiet stretch. */
        UNCLIPPED(2),
        /** From the lowest that it has been; an alarm above lambda. As in River since, and in Mouss et al. 2004: the most sensitive. */
        ABOVE_LOWEST(3);

        private final byte code;

        Family(int code) {
            this.code = (byte) code;
        }

        private static Family of(byte code) {
            for (Family family : values()) {
                if (family.code == code) {
                    return family;
                }
            }
            throw new IllegalArgumentException("state of PAGE_HINKLEY is damaged: family " + code);
        }
    }

    /** Direction of the change that raises an alarm. */
    public enum Side {
        UP,
        DOWN
    }

    /**
     * @param leastObservations no alarm before this one, counted from 2 except by {@link Family#ABOVE_LOWEST}, as in the references
     * @param delta change of the mean that is tolerated, in units of the observations
     * @param lambda threshold, in units of the observations
     * @param alpha share of the sum that is kept at each observation, above 0 and at most 1
     */
    public record Settings(Family family, Side side, int leastObservations, double delta, double lambda, double alpha) {
        public Settings {
            Require.atLeast(leastObservations, 1, "leastObservations");
            Require.inside(lambda, 0, Double.POSITIVE_INFINITY, "lambda");
            Require.inside(alpha, 0, Math.nextUp(1.0), "alpha");
            if (!(delta >= 0 && delta < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("delta must be finite and at least 0, was " + delta);
            }
        }

        /** 30 observations, delta 0.005, lambda 50, alpha 0.9999. */
        public static Settings usual(Family family, Side side) {
            return new Settings(family, side, 30, 0.005, 50, 0.9999);
        }
    }

    private static final int BYTES = 3 * Byte.BYTES + Integer.BYTES + 6 * Double.BYTES + Long.BYTES;

    private final Settings settings;
    private long count;
    private double mean;
    private double sum;
    private double lowest = Double.POSITIVE_INFINITY;
    private boolean alarmed;

    public PageHinkley(Settings settings) {
        this.settings = settings;
    }

    @Override
    public boolean add(double value) {
        Require.finite(value);
        if (alarmed) {
            count = 0;
            mean = 0;
            sum = 0;
            lowest = Double.POSITIVE_INFINITY;
        }
        count++;
        mean += (value - mean) / count;
        double deviation = settings.side == Side.UP ? value - mean : mean - value;
        sum = settings.alpha * sum + (deviation - settings.delta);
        alarmed = exceeds();
        return alarmed;
    }

    private boolean exceeds() {
        switch (settings.family) {
            case CLIPPED -> {
                sum = Math.max(0, sum);
                return sum >= settings.lambda && count + 1 >= settings.leastObservations;
            }
            case UNCLIPPED -> {
                return sum > settings.lambda && count + 1 >= settings.leastObservations;
            }
            default -> {
                lowest = Math.min(lowest, sum);
                return sum - lowest > settings.lambda && count >= settings.leastObservations;
            }
        }
    }

    @Override
    public double statistic() {
        return settings.family == Family.ABOVE_LOWEST && count > 0 ? sum - lowest : sum;
    }

    @Override
    public double threshold() {
        return settings.lambda;
    }

    /** Mean since the last alarm; 0 before the first observation. */
    public double mean() {
        return mean;
    }

    @Override
    public byte[] toBytes() {
        return StateFormat.written(StateFormat.PAGE_HINKLEY
                .begin(BYTES)
                .put(settings.family.code)
                .put((byte) (settings.side == Side.UP ? 1 : 2))
                .putInt(settings.leastObservations)
                .putDouble(settings.delta)
                .putDouble(settings.lambda)
                .putDouble(settings.alpha)
                .putLong(count)
                .putDouble(mean)
                .putDouble(sum)
                .putDouble(lowest)
                .put((byte) (alarmed ? 1 : 0)));
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static PageHinkley fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.PAGE_HINKLEY.open(state, BYTES);
        Family family = Family.of(bytes.get());
        Side side = bytes.get() == 1 ? Side.UP : Side.DOWN;
        PageHinkley detector = new PageHinkley(
                new Settings(family, side, bytes.getInt(), bytes.getDouble(), bytes.getDouble(), bytes.getDouble()));
        detector.count = bytes.getLong();
        detector.mean = bytes.getDouble();
        detector.sum = bytes.getDouble();
        detector.lowest = bytes.getDouble();
        detector.alarmed = bytes.get() != 0;
        return detector;
    }
}
