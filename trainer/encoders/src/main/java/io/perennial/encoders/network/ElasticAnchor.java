package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Elastic weight consolidation (Kirkpatrick et al., 2017): parameters that mattered to the parent are pulled back to where they were, by the
 * gradient of {@code strength / 2 * sum(importance * (parameters - anchor)^2)}. The importance is the diagonal of the empirical Fisher
 * information as Adam's second moments estimate it, the moving mean of the squared gradients of batches: a checkpoint holds it anyway, and
 * no further pass over old samples is needed. It is smaller than the Fisher information of single samples by about the batch size.
 */
public final class ElasticAnchor {
    private static final String PULL = "anchor.pull";

    private final Tensor anchor;
    private final Tensor importance;
    private final Tensor strength;

    /** Appends what {@link #pull} runs; before the plan is bound. */
    public ElasticAnchor(Network network) {
        Plan plan = network.plan();
        anchor = network.layout().vector(plan, "anchor");
        importance = network.layout().vector(plan, "anchor.importance");
        strength = plan.real("anchor.strength", 1);
        Tensor pull = network.layout().vector(plan, "anchor.difference");
        Program program = plan.program(PULL);
        program.subtract(network.parameters(), anchor, pull);
        program.multiply(pull, importance, pull);
        program.multiply(pull, strength, pull);
        program.add(network.gradients(), pull, network.gradients());
    }

    /** Makes these parameters the ones that are pulled to. */
    public void set(BoundPlan bound, float[] parameters, float[] importances) {
        bound.write(anchor, parameters);
        bound.write(importance, importances);
    }

    /** Adds the pull to the gradients. */
    public void pull(BoundPlan bound, double newStrength) {
        bound.set(strength, 0, newStrength);
        bound.run(PULL);
    }

    /**
     * The importance of parameters whose second moments these are.
     *
     * @param steps steps that the moments have seen: they began at zero
     */
    public static float[] importance(float[] secondMoment, double beta2, long steps) {
        double seen = 1 - StrictMath.pow(beta2, (double) steps);
        float[] importance = new float[secondMoment.length];
        for (int i = 0; i < importance.length; i++) {
            importance[i] = (float) (secondMoment[i] / seen);
        }
        return importance;
    }
}
