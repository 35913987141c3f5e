package io.perennial.local.pipeline;

import io.perennial.encoders.StepResult;
import io.perennial.local.view.RunState;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.trainer.TrainingListener;
import java.util.Locale;

/** Tells the view what a trainer does. */
final class TrainingLines implements TrainingListener {
    private final RunState state;

    TrainingLines(RunState state) {
        this.state = state;
    }

    @Override
    public void waiting(String model, long samples, long needed) {
        state.training(model, "waits: " + samples + " of " + needed + " samples");
    }

    @Override
    public void stepped(String model, long version, int step, int steps, StepResult result, double tokensPerSecond) {
        state.training(
                model,
                String.format(
                        Locale.ROOT,
                        "update %d, step %d of %d, loss %.3f, %.0f tokens/s",
                        version,
                        step,
                        steps,
                        result.loss(),
                        tokensPerSecond));
    }

    @Override
    public void checkpointed(Checkpoint checkpoint) {
        state.training(checkpoint.getModel(), "checkpoint " + checkpoint.getVersion());
    }

    @Override
    public void paused(String model, boolean paused) {
        state.training(model, paused ? "paused" : "goes on");
    }
}
