package io.perennial.encoders.network;

import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;

/**
 * A plan with its parameters.
 *
 * @param plan the plan; training plans have the programs {@link #GRADIENTS} and {@link #UPDATE}, embedding plans {@link #EMBED}
 * @param layout where each parameter lies
 */
public record Network(Plan plan, ParameterLayout layout) {
    /** Forward and backward pass: losses and the gradient vector. */
    public static final String GRADIENTS = "gradients";

    /** Global norm of the gradient vector. */
    public static final String NORM = "norm";

    /** One updater step with the gradient vector. */
    public static final String UPDATE = "update";

    /** Forward pass to one vector for each position. */
    public static final String EMBED = "embed";

    public Tensor parameters() {
        return layout.vector(plan, "parameters");
    }

    public Tensor gradients() {
        return layout.vector(plan, "gradients");
    }

    public Tensor firstMoment() {
        return layout.vector(plan, "moment.first");
    }

    public Tensor secondMoment() {
        return layout.vector(plan, "moment.second");
    }

    /** One number: what the gradient is multiplied with before the update (clipping, and the mean over the batch). */
    public Tensor gradientScale() {
        return plan.real("gradient.scale", 1);
    }

    /** One number: learning rate with bias correction. */
    public Tensor learningRate() {
        return plan.real("learning.rate", 1);
    }

    /** One number: what matrices are multiplied with in each step, {@code 1 - rate * decay}. */
    public Tensor decay() {
        return plan.real("decay", 1);
    }

    /** One number: sum of the squared gradients. */
    public Tensor squaredNorm() {
        return plan.real("squared.norm", 1);
    }
}
