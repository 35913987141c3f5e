package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** Adds the gradients of several batches up, so that one step sees more samples than fit through the network at a time. */
public final class GradientSum {
    private static final String BEGIN = "gradients.sum.begin";
    private static final String ADD = "gradients.sum.add";
    private static final String END = "gradients.sum.end";

    /** Appends its programs; before the plan is bound. */
    public GradientSum(Network network) {
        Plan plan = network.plan();
        Tensor gradients = network.gradients();
        Tensor sum = network.layout().vector(plan, "gradients.sum");
        plan.program(BEGIN).multiply(gradients, 1, sum);
        Program add = plan.program(ADD);
        add.add(sum, gradients, sum);
        plan.program(END).multiply(sum, 1, gradients);
    }

    /**
     * Takes the gradients of a batch.
     *
     * @param first whether a new sum begins with them
     */
    public void take(BoundPlan bound, boolean first) {
        bound.run(first ? BEGIN : ADD);
    }

    /** Makes the sum the gradients. */
    public void finish(BoundPlan bound) {
        bound.run(END);
    }
}
