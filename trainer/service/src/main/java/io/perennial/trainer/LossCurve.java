package io.perennial.trainer;

import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceException;
import java.util.Arrays;

/** The losses of the steps of one update that were taken. It refuses numbers that are not finite: nothing after them is worth a checkpoint. */
final class LossCurve {
    private final String model;
    private final double[] losses;
    private int steps;

    /** @param steps steps of the update */
    LossCurve(String model, int steps) {
        this.model = model;
        this.losses = new double[steps];
    }

    void add(StepResult result) {
        if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradientNorm())) {
            throw ServiceException.data(
                    model + ": step " + result.step() + " has loss " + result.loss() + " and gradient norm "
                            + result.gradientNorm() + " at learning rate " + result.learningRate()
                            + ", both must be finite; the update was given up and nothing was written: look at the samples of"
                            + " the window, or lower the learning rate, then start again",
                    null);
        }
        losses[steps++] = result.loss();
    }

    /** Mean of the first tenth of the steps, at least one. */
    double first() {
        return Arrays.stream(losses, 0, tenth()).average().orElse(0);
    }

    /** Mean of the last tenth of the steps, at least one. */
    double last() {
        return Arrays.stream(losses, steps - tenth(), steps).average().orElse(0);
    }

    private int tenth() {
        return Math.min(steps, Math.max(1, steps / 10));
    }
}
