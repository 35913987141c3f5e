package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.network.Updater;
import io.perennial.encoders.training.Schedule;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam with the trainer's schedule: the learning rate rises linearly, then stays. The state is the row that Deeplearning4j's own Adam
 * keeps, first moments before second moments. Weight decay is {@link DecoupledDecay}.
 */
public final class WarmedAdam implements IUpdater {
    private static final long serialVersionUID = 1L;

    @JsonProperty("rate")
    private double rate;

    @JsonProperty("warmupSteps")
    private int warmupSteps;

    @JsonProperty("beta2")
    private double beta2;

    /** For reading a file; use the other constructor. */
    public WarmedAdam() {}

    /**
     * @param rate learning rate after the warm-up
     * @param warmupSteps steps until it is reached
     * @param beta2 decay of the second moments
     */
    public WarmedAdam(double rate, int warmupSteps, double beta2) {
        this.rate = rate;
        this.warmupSteps = warmupSteps;
        this.beta2 = beta2;
    }

    @Override
    public long stateSize(long parameters) {
        return 2 * parameters;
    }

    @Override
    public GradientUpdater<WarmedAdam> instantiate(INDArray state, boolean initialize) {
        if (initialize) {
            state.assign(0);
        }
        return new WarmedAdamExecution(this, state);
    }

    @Override
    public GradientUpdater<WarmedAdam> instantiate(Map<String, INDArray> state, boolean initialize) {
        throw new UnsupportedOperationException("moments are one row: first moments, then second moments");
    }

    /** @param iteration steps made so far */
    @Override
    public double getLearningRate(int iteration, int epoch) {
        return new Schedule(rate, warmupSteps).at(iteration + 1L);
    }

    /** The learning rate with bias correction, in the form that {@link Updater#corrected} explains. */
    double correctedRate(int iteration) {
        return Updater.corrected(getLearningRate(iteration, 0), beta2, iteration + 1L);
    }

    double beta2() {
        return beta2;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double newRate, @Nullable ISchedule schedule) {
        if (schedule != null) {
            throw new IllegalArgumentException("the schedule is part of this updater; give a learning rate instead of "
                    + schedule.getClass().getSimpleName());
        }
        rate = newRate;
    }

    @Override
    public IUpdater clone() {
        return new WarmedAdam(rate, warmupSteps, beta2);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WarmedAdam adam
                && rate == adam.rate
                && warmupSteps == adam.warmupSteps
                && beta2 == adam.beta2;
    }

    @Override
    public int hashCode() {
        return Objects.hash(rate, warmupSteps, beta2);
    }
}
