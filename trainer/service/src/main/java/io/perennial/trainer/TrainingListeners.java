package io.perennial.trainer;

import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;
import java.util.List;

/** Tells several listeners, in order. */
record TrainingListeners(List<TrainingListener> listeners) implements TrainingListener {
    TrainingListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void waiting(String model, long samples, long needed) {
        listeners.forEach(listener -> listener.waiting(model, samples, needed));
    }

    @Override
    public void stepped(String model, long version, int step, int steps, StepResult result, double tokensPerSecond) {
        listeners.forEach(listener -> listener.stepped(model, version, step, steps, result, tokensPerSecond));
    }

    @Override
    public void checkpointed(Checkpoint checkpoint) {
        listeners.forEach(listener -> listener.checkpointed(checkpoint));
    }

    @Override
    public void paused(String model, boolean paused) {
        listeners.forEach(listener -> listener.paused(model, paused));
    }

    @Override
    public void leftOut(String model, String sampleId, String position, String reason) {
        listeners.forEach(listener -> listener.leftOut(model, sampleId, position, reason));
    }

    @Override
    public void withoutCaption(String model, long pictures) {
        listeners.forEach(listener -> listener.withoutCaption(model, pictures));
    }
}
