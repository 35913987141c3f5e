package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * An exponential moving average of the parameters: {@code average = d * average + (1 - d) * parameters} after each step (Polyak and
 * Juditsky, 1992). In the first steps {@code d} is {@code (1 + t) / (10 + t)}, so that the random start is soon forgotten.
 */
public final class WeightAverage {
    /** The vector of the averages: part of a checkpoint. */
    public static final String PARAMETERS = "average.parameters";

    private static final String FOLLOW = "average";
    private static final double SLOWNESS = 10;

    private final double decay;
    private final Tensor kept;
    private final Tensor taken;

    /** Appends what {@link #follow} runs; before the plan is bound. */
    public WeightAverage(Network network, double decay) {
        this.decay = decay;
        Plan plan = network.plan();
        kept = plan.real("average.kept", 1);
        taken = plan.real("average.taken", 1);
        Program program = plan.program(FOLLOW);
        Tensor average = network.layout().vector(plan, PARAMETERS);
        Tensor share = network.layout().vector(plan, "average.share");
        program.multiply(average, kept, average);
        program.multiply(network.parameters(), taken, share);
        program.add(average, share, average);
    }

    /** Moves on by one step of the model, from 1. */
    public void follow(BoundPlan bound, long step) {
        double now = decay(decay, step);
        bound.set(kept, 0, now);
        bound.set(taken, 0, 1 - now);
        bound.run(FOLLOW);
    }

    /** What is kept of the average in a step. */
    public static double decay(double decay, long step) {
        return Math.min(decay, (1.0 + (double) step) / (SLOWNESS + (double) step));
    }
}
