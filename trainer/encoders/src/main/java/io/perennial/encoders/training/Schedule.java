package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Learning rate of a step: linear warm-up once, then one of three shapes.
 *
 * @param shape what follows the warm-up
 * @param rate learning rate at the end of the warm-up
 * @param warmupSteps steps until it is reached
 * @param decaySteps step at which a decaying rate has reached its end
 * @param finalShare what is left of the rate then and ever after
 */
public record Schedule(Shape shape, double rate, int warmupSteps, int decaySteps, double finalShare) {
    /** The last part of the steps, in which {@link Shape#STABLE_DECAY} falls. */
    private static final double DECAYING_PART = 0.2;

    /** What follows the warm-up. */
    public enum Shape {
        /** Every checkpoint is a legal parent for the next update (infinite schedules, Ibrahim et al., 2024). */
        CONSTANT,
        /** Half a cosine (Loshchilov and Hutter, 2017). */
        COSINE,
        /** Constant, then a fall by one minus the root (Hu et al., 2024; Hägele et al., 2024). */
        STABLE_DECAY;

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
    }

    public Schedule {
        if (shape != Shape.CONSTANT && decaySteps <= warmupSteps) {
            throw new IllegalArgumentException(
                    "decay.steps was " + decaySteps + "; it must be more than warmup.steps, which is " + warmupSteps);
        }
    }

    /** A rate that stays. */
    public Schedule(double rate, int warmupSteps) {
        this(Shape.CONSTANT, rate, warmupSteps, 0, 1);
    }

    /** The schedule that a configuration describes. */
    public static Schedule of(ModelConfiguration configuration) {
        return new Schedule(
                Shape.of(configuration.text(Setting.SCHEDULE)),
                configuration.real(Setting.LEARNING_RATE),
                configuration.integer(Setting.WARMUP_STEPS),
                configuration.integer(Setting.DECAY_STEPS),
                configuration.real(Setting.FINAL_SHARE));
    }

    /** The learning rate of a step, from 1. */
    public double at(long step) {
        if (step < warmupSteps) {
            return rate * step / warmupSteps;
        }
        return switch (shape) {
            case CONSTANT -> rate;
            case COSINE -> decayed((1 + StrictMath.cos(Math.PI * passed(warmupSteps, step))) / 2);
            case STABLE_DECAY -> {
                double from = decaySteps - DECAYING_PART * (decaySteps - warmupSteps);
                yield decayed(1 - StrictMath.sqrt(passed(from, step)));
            }
        };
    }

    /** @param left from 1 to 0 */
    private double decayed(double left) {
        return rate * (finalShare + (1 - finalShare) * left);
    }

    private double passed(double from, long step) {
        return Math.min(1, Math.max(0, step - from) / (decaySteps - from));
    }
}
