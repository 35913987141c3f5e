package io.perennial.console.state;

import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ObservedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One serving instance as it last reported.
 *
 * @param observed its last report
 * @param reachedAt when it first reported READY at its present generation, by its own clock
 */
public record Instance(ObservedModel observed, Instant reachedAt) {
    public Instance {
        Objects.requireNonNull(observed, "observed");
        Objects.requireNonNull(reachedAt, "reachedAt");
    }

    public boolean isStopped() {
        return observed.getState() == InstanceState.STOPPED;
    }

    /** True if it has not reported for longer than {@code silentAfter}: it may have died without saying so. */
    public boolean isSilent(Instant now, Duration silentAfter) {
        return observed.getObservedAt().plus(silentAfter).isBefore(now);
    }

    /** True if the other report differs in nothing but its time. */
    boolean standsLike(Instance other) {
        return observed.getInstance().equals(other.observed.getInstance())
                && observed.getState() == other.observed.getState()
                && observed.getGeneration() == other.observed.getGeneration()
                && Objects.equals(observed.getChampionId(), other.observed.getChampionId())
                && Objects.equals(observed.getChallengerId(), other.observed.getChallengerId())
                && Objects.equals(observed.getError(), other.observed.getError());
    }

    public boolean hasReached(long generation) {
        return observed.getState() == InstanceState.READY && observed.getGeneration() >= generation;
    }
}
