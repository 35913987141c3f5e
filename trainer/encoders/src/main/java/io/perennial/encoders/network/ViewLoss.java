package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** A loss over the projections of two views of each picture. */
public interface ViewLoss {
    /**
     * Appends the loss and its way back.
     *
     * @param projections (2 * pictures, width): first view 0 of every picture, then view 1
     * @return gradient of the sum of the losses with respect to the projections, in a buffer that may be used up
     */
    Tensor append(Program program, Tensor projections);

    /** Writes what the plan needs once, after binding. */
    void prepare(BoundPlan bound);

    /** Sum of the losses of the step that ran last. */
    double sum(BoundPlan bound);

    /** What the sums of losses and gradients are divided by. */
    long scored();
}
