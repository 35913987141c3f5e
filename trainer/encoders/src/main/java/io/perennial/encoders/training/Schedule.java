package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;

/**
 * Learning rate of the trunk: linear warm-up once, then constant, so that every checkpoint is a legal parent for the next update
 * (infinite schedules, Ibrahim et al., 2024).
 *
 * @param rate constant learning rate
 * @param warmupSteps steps until it is reached
 */
public record Schedule(double rate, int warmupSteps) {
    static Schedule of(ModelConfiguration configuration) {
        return new Schedule(configuration.real(Setting.LEARNING_RATE), configuration.integer(Setting.WARMUP_STEPS));
    }

    /** The learning rate of a step, from 1. */
    public double at(long step) {
        return step >= warmupSteps ? rate : rate * step / warmupSteps;
    }
}
