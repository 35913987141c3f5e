package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Learning rate of a step: a linear warm-up, then one of several shapes. Some shapes follow the steps of the model, some begin again
 * with each update.
 *
 * @param shape what follows the warm-up
 * @param rate learning rate at the end of the warm-up
 * @param warmupSteps steps until it is reached
 * @param decaySteps step at which a rate that falls once has reached its end
 * @param finalShare what is left of the rate at the end of a fall
 * @param annealShare steps of an update in which {@link Shape#WSD} falls, and steps of the release branch of {@link Shape#INFINITE}, as a
 *     share of the update
 */
public record Schedule(
        Shape shape, double rate, int warmupSteps, int decaySteps, double finalShare, double annealShare) {
    /** The last part of the steps, in which {@link Shape#STABLE_DECAY} falls. */
    private static final double DECAYING_PART = 0.2;

    /** The greatest part of an update that a repeated warm-up takes. */
    private static final int WARMING_PART = 4;

    /** What follows the warm-up. */
    public enum Shape {
        /** Every checkpoint is a legal parent for the next update. */
        CONSTANT,
        /** Half a cosine over the steps of the model (Loshchilov and Hutter, 2017), then what is left stays. */
        COSINE,
        /** Constant, then a fall by one minus the root over the steps of the model (Hu et al., 2024; Hägele et al., 2024). */
        STABLE_DECAY,
        /**
         * A trunk that cools down once by half a cosine and then stays; each checkpoint releases a branch off it, in which the rate falls to
         * zero by one minus the root (infinite schedules, Ibrahim et al., 2024).
         */
        INFINITE,
        /** In each update: warm-up, constant, and a fall by one minus the root in its last steps (Hu et al., 2024). */
        WSD,
        /** In each update: warm-up, then half a cosine (re-warming and re-decaying, Ibrahim et al., 2024). */
        REWARM_COSINE;

        /** The name in configuration files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** All names. */
        public static List<String> labels() {
            return Arrays.stream(values()).map(Shape::label).toList();
        }

        /** The shape of that name. */
        public static Shape of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        private boolean fallsOnce() {
            return this == COSINE || this == STABLE_DECAY || this == INFINITE;
        }
    }

    /**
     * The steps of an update.
     *
     * @param first steps of the model before it
     * @param steps its steps, without those of a release branch; 0 where nobody knows yet: the rate then stays after the warm-up
     */
    public record Span(long first, int steps) {
        /** An update of which only the start is known. */
        public static Span open(long first) {
            return new Span(first, 0);
        }
    }

    public Schedule {
        if (shape.fallsOnce() && decaySteps <= warmupSteps) {
            throw new IllegalArgumentException(
                    "decay.steps was " + decaySteps + "; it must be more than warmup.steps, which is " + warmupSteps);
        }
    }

    /** A rate that stays. */
    public Schedule(double rate, int warmupSteps) {
        this(Shape.CONSTANT, rate, warmupSteps, 0, 1, 0);
    }

    /** A schedule without a part that is annealed in each update. */
    public Schedule(Shape shape, double rate, int warmupSteps, int decaySteps, double finalShare) {
        this(shape, rate, warmupSteps, decaySteps, finalShare, 0);
    }

    /** The schedule that a configuration describes. */
    public static Schedule of(ModelConfiguration configuration) {
        return new Schedule(
                Shape.of(configuration.text(Setting.SCHEDULE)),
                configuration.real(Setting.LEARNING_RATE),
                configuration.integer(Setting.WARMUP_STEPS),
                configuration.integer(Setting.DECAY_STEPS),
                configuration.real(Setting.FINAL_SHARE),
                configuration.real(Setting.ANNEAL_SHARE));
    }

    /** The learning rate of a step, from 1, where the end of the update is not known. */
    public double at(long step) {
        return at(step, Span.open(0));
    }

    /**
     * The learning rate of a step of the trunk.
     *
     * @param step from 1, over all updates
     * @param update the update that the step belongs to
     */
    public double at(long step, Span update) {
        return switch (shape) {
            case CONSTANT -> warmed(step, warmupSteps);
            case COSINE, INFINITE ->
                step < warmupSteps ? warmed(step, warmupSteps) : cosine(part(step, warmupSteps, decaySteps));
            case STABLE_DECAY -> {
                double from = decaySteps - DECAYING_PART * (decaySteps - warmupSteps);
                yield step < warmupSteps ? warmed(step, warmupSteps) : root(part(step, from, decaySteps));
            }
            case WSD -> {
                long within = step - update.first();
                int warming = warming(update);
                double from = update.steps() - annealShare * update.steps();
                yield within < warming || update.steps() == 0
                        ? warmed(within, warming)
                        : root(part(within, from, update.steps()));
            }
            case REWARM_COSINE -> {
                long within = step - update.first();
                int warming = warming(update);
                yield within < warming || update.steps() == 0
                        ? warmed(within, warming)
                        : cosine(part(within, warming, update.steps()));
            }
        };
    }

    /** Steps of the release branch after an update of so many steps; 0 where the trunk itself is released. */
    public int branchSteps(int steps) {
        return shape == Shape.INFINITE ? Math.min(steps, (int) Math.round(annealShare * steps)) : 0;
    }

    /**
     * The learning rate of a step of a release branch: it would be zero in the first step after the branch.
     *
     * @param trunkRate rate of the trunk where the branch leaves it
     * @param index from 1
     * @param steps steps of the branch
     */
    public static double annealed(double trunkRate, int index, int steps) {
        return trunkRate * (1 - StrictMath.sqrt((double) index / (steps + 1)));
    }

    private double warmed(long step, int steps) {
        return step >= steps ? rate : rate * step / steps;
    }

    private int warming(Span update) {
        return update.steps() == 0 ? warmupSteps : Math.min(warmupSteps, update.steps() / WARMING_PART);
    }

    private double cosine(double passed) {
        return falling((1 + StrictMath.cos(Math.PI * passed)) / 2);
    }

    private double root(double passed) {
        return falling(1 - StrictMath.sqrt(passed));
    }

    /** @param left from 1 to 0 */
    private double falling(double left) {
        return rate * (finalShare + (1 - finalShare) * left);
    }

    private static double part(long step, double from, double to) {
        return to <= from ? 0 : Math.min(1, Math.max(0, (double) step - from) / (to - from));
    }
}
