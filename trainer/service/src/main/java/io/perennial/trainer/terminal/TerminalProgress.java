package io.perennial.trainer.terminal;

import io.perennial.encoders.StepResult;
import io.perennial.trainer.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;

/** A line for every tenth of an update, on standard error, so that standard output holds results alone. */
final class TerminalProgress implements TrainingListener {
    private final PrintWriter err;

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void stepped(String model, long version, int step, int steps, StepResult result, double tokensPerSecond) {
        int tenth = Math.max(1, steps / 10);
        if (step % tenth == 0 || step == steps) {
            err.printf(
                    Locale.ROOT,
                    "%s version %d: step %d of %d, loss %.4f, %.0f tokens/s%n",
                    model,
                    version,
                    step,
                    steps,
                    result.loss(),
                    tokensPerSecond);
        }
    }
}
