package io.perennial.trainer;

import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;

/**
 * Hears how the training of one model goes on, for a progress display. Called on the thread that trains: return at once. All
 * methods do nothing unless overridden.
 */
public interface TrainingListener {
    /** Samples of the next window that are here, and how many it needs. */
    default void waiting(String model, long samples, long needed) {}

    /**
     * A step was made.
     *
     * @param step number of the step within this update, from 1
     * @param steps steps of this update
     * @param tokensPerSecond tokens or patches per second over the last seconds
     */
    default void stepped(String model, long version, int step, int steps, StepResult result, double tokensPerSecond) {}

    /** A checkpoint was committed. */
    default void checkpointed(Checkpoint checkpoint) {}

    /** The trainer was paused, or goes on. */
    default void paused(String model, boolean paused) {}

    /**
     * A sample was left out of its window, because the encoder cannot read it.
     *
     * @param position topic-partition@offset
     */
    default void leftOut(String model, String sampleId, String position, String reason) {}

    /**
     * A picture was left out of its window, because it has no caption and the objective learns from captions.
     *
     * @param pictures how many have been since the start, this one included
     */
    default void withoutCaption(String model, long pictures) {}
}
