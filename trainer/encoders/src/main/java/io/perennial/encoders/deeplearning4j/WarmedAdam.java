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
 * Adam with the trainer's schedule: the learning rate rises linearly, then stays or falls. Schedules that follow the trainer's updates
 * stay after the warm-up here, where there are no updates. The state is the row that Deeplearning4j's own Adam keeps, first moments
 * before second moments. Weight decay is {@link DecoupledDecay}.
 */
public final class WarmedAdam implements IUpdater {
    private static final long serialVersionUID = 1L;

    @JsonProperty("rate")
    private double rate;

    @JsonProperty("warmupSteps")
    private int warmupSteps;

    @JsonProperty("schedule")
    private Schedule.Shape schedule = Schedule.Shape.CONSTANT;

    @JsonProperty("decaySteps")
    private int decaySteps;

    @JsonProperty("finalShare")
    private double finalShare = 1;

    @JsonProperty("annealShare")
    private double annealShare;

    @JsonProperty("beta2")
    private double beta2;

    /** For reading a file; use the other constructor. */
    public WarmedAdam() {}

    /**
     * @param schedule learning rate of each step
     * @param beta2 decay of the second moments
     */
    public WarmedAdam(Schedule schedule, double beta2) {
        this.rate = schedule.rate();
        this.warmupSteps = schedule.warmupSteps();
        this.schedule = schedule.shape();
        this.decaySteps = schedule.decaySteps();
        this.finalShare = schedule.finalShare();
        this.annealShare = schedule.annealShare();
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
        return schedule().at(iteration + 1L);
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
    public void setLrAndSchedule(double newRate, @Nullable ISchedule other) {
        if (other != null) {
            throw new IllegalArgumentException("the schedule is part of this updater; give a learning rate instead of "
                    + other.getClass().getSimpleName());
        }
        rate = newRate;
    }

    @Override
    public IUpdater clone() {
        return new WarmedAdam(schedule(), beta2);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WarmedAdam adam && schedule().equals(adam.schedule()) && beta2 == adam.beta2;
    }

    @Override
    public int hashCode() {
        return Objects.hash(schedule(), beta2);
    }

    private Schedule schedule() {
        return new Schedule(schedule, rate, warmupSteps, decaySteps, finalShare, annealShare);
    }
}
