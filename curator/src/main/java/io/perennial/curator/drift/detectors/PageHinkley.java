package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.StreamDetector;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Page-Hinkley: the sum, slowly forgotten, of what observations exceed their running mean by (Page, "Continuous Inspection Schemes",
 * 1954; constants as in river:river/drift/page_hinkley.py and moa:core/driftdetection/PageHinkleyDM.java). State is 81
 * bytes, of both sides 113.
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
        UP(1),
        DOWN(2),
        BOTH(3);

        private final byte code;

        Side(int code) {
            this.code = (byte) code;
        }

        private static Side of(byte code) {
            for (Side side : values()) {
                if (side.code == code) {
                    return side;
                }
            }
            throw new IllegalArgumentException("state of PAGE_HINKLEY is damaged: side " + code);
        }
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

    private static final int BYTES = 3 * Byte.BYTES + Integer.BYTES + 3 * Double.BYTES + RunningMean.BYTES;

    private final Settings settings;
    private final RunningMean all = new RunningMean();
    private final List<Sum> sums;
    private boolean alarmed;

    /** What observations exceed their running mean by, or fall short of it by. */
    private static final class Sum {
        private static final int BYTES = 2 * Double.BYTES + RunningMean.BYTES;

        private final int sign;
        /** The observations up to the last one with at most half of the threshold: those after it are surely behind the change. */
        private final RunningMean before = new RunningMean();

        private double sum;
        private double lowest = Double.POSITIVE_INFINITY;

        Sum(int sign) {
            this.sign = sign;
        }

        /** Adds the last observation of those given; returns what the threshold is for. */
        double add(double value, RunningMean all, Settings settings) {
            sum = settings.alpha * sum + (sign * (value - all.mean()) - settings.delta);
            if (settings.family == Family.CLIPPED) {
                sum = Math.max(0, sum);
            }
            lowest = Math.min(lowest, sum);
            double statistic = settings.family == Family.ABOVE_LOWEST ? sum - lowest : sum;
            if (statistic <= settings.lambda / 2) {
                before.copyFrom(all);
            }
            return statistic;
        }

        void clear() {
            before.clear();
            sum = 0;
            lowest = Double.POSITIVE_INFINITY;
        }
    }

    public PageHinkley(Settings settings) {
        this.settings = settings;
        sums = switch (settings.side) {
            case UP -> List.of(new Sum(1));
            case DOWN -> List.of(new Sum(-1));
            case BOTH -> List.of(new Sum(1), new Sum(-1));
        };
    }

    /** @throws IllegalArgumentException if the value is not finite */
    @Override
    public @Nullable Change add(double value) {
        Require.finite(value);
        if (alarmed) {
            all.clear();
            sums.forEach(Sum::clear);
        }
        all.add(value);
        Change change = null;
        for (Sum sum : sums) {
            double statistic = sum.add(value, all, settings);
            if (change == null && exceeds(statistic)) {
                change = all.since(sum.before, statistic, settings.lambda);
            }
        }
        alarmed = change != null;
        return change;
    }

    private boolean exceeds(double statistic) {
        return switch (settings.family) {
            case CLIPPED -> statistic >= settings.lambda && all.count() + 1 >= settings.leastObservations;
            case UNCLIPPED -> statistic > settings.lambda && all.count() + 1 >= settings.leastObservations;
            case ABOVE_LOWEST -> statistic > settings.lambda && all.count() >= settings.leastObservations;
        };
    }

    @Override
    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.PAGE_HINKLEY
                .begin(BYTES + sums.size() * Sum.BYTES)
                .put(settings.family.code)
                .put(settings.side.code)
                .putInt(settings.leastObservations)
                .putDouble(settings.delta)
                .putDouble(settings.lambda)
                .putDouble(settings.alpha);
        all.write(bytes);
        for (Sum sum : sums) {
            bytes.putDouble(sum.sum).putDouble(sum.lowest);
            sum.before.write(bytes);
        }
        return StateFormat.written(bytes.put((byte) (alarmed ? 1 : 0)));
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static PageHinkley fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.PAGE_HINKLEY.open(state);
        StateFormat.PAGE_HINKLEY.requireAtLeast(bytes, BYTES);
        PageHinkley detector = new PageHinkley(new Settings(
                Family.of(bytes.get()),
                Side.of(bytes.get()),
                bytes.getInt(),
                bytes.getDouble(),
                bytes.getDouble(),
                bytes.getDouble()));
        detector.all.read(bytes);
        StateFormat.PAGE_HINKLEY.requireRemaining(bytes, (long) detector.sums.size() * Sum.BYTES + Byte.BYTES);
        for (Sum sum : detector.sums) {
            sum.sum = bytes.getDouble();
            sum.lowest = bytes.getDouble();
            sum.before.read(bytes);
        }
        detector.alarmed = bytes.get() != 0;
        return detector;
    }
}
