package io.perennial.evaluator.controller;

import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.TrainerCommand;
import org.jspecify.annotations.Nullable;

/** What {@link Controller#decide} says about one event. */
public sealed interface Outcome {
    /**
     * A decision, to be written with the rest in one transaction.
     *
     * @param decision sealed decision
     * @param desired new desired state; null: unchanged
     * @param trainerCommand what the trainer must do; null: nothing
     * @param next state after the decision
     */
    record Decided(
            Decision decision,
            @Nullable DesiredModel desired,
            @Nullable TrainerCommand trainerCommand,
            ModelState next) implements Outcome {}

    /**
     * The event cannot be judged before this checkpoint is known; ask again then.
     *
     * @param checkpointId checkpoint that is awaited
     */
    record Waiting(String checkpointId) implements Outcome {}

    /** The event was decided before, or compares with a state that is no more; nothing is written. */
    record Nothing() implements Outcome {}
}
