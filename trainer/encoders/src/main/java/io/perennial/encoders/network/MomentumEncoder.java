package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** A second set of parameters that follows the trained one slowly: {@code second = m * second + (1 - m) * trained}, without gradients. */
final class MomentumEncoder {
    /** The vector of its parameters. */
    static final String PARAMETERS = "momentum.parameters";

    private static final String FOLLOW = "momentum";

    private final ParameterLayout layout;

    /** Appends what {@link #follow} runs. */
    MomentumEncoder(Plan plan, ParameterLayout trained, double momentum) {
        layout = trained.over(PARAMETERS, "momentum.gradients");
        Program program = plan.program(FOLLOW);
        Tensor followed = trained.vector(plan, Network.PARAMETERS);
        Tensor following = trained.vector(plan, PARAMETERS);
        Tensor share = trained.vector(plan, "momentum.share");
        program.multiply(following, momentum, following);
        program.multiply(followed, 1 - momentum, share);
        program.add(following, share, following);
    }

    /** Where layers find these parameters. */
    ParameterLayout layout() {
        return layout;
    }

    /** Moves on by one step. */
    void follow(BoundPlan bound) {
        bound.run(FOLLOW);
    }
}
