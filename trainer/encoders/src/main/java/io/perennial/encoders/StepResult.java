package io.perennial.encoders;

/**
 * What one optimiser step reported.
 *
 * @param step steps since the first checkpoint, from 1
 * @param loss mean loss of the batch before the update, in the unit of the objective: nats, or squared pixels (MAE)
 * @param learningRate learning rate used, 0 where the step was not taken
 * @param gradientNorm global norm before clipping
 * @param tokens tokens or patches that went through the network
 * @param outcome whether the step was taken
 */
public record StepResult(
        long step, double loss, double learningRate, double gradientNorm, long tokens, StepOutcome outcome) {
    /** A step that was taken. */
    public StepResult(long step, double loss, double learningRate, double gradientNorm, long tokens) {
        this(step, loss, learningRate, gradientNorm, tokens, StepOutcome.TAKEN);
    }
}
