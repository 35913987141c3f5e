package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Distillation from the encoder as it was when the update began (CaSSLe: Fini et al., 2022). A predictor says from the state of a sample
 * what the previous encoder gave for the same sample; no gradient goes through that. The state is the mean of a window or of the patches
 * that are seen, or the projection of a view. In the paper the loss is the one of the objective; here it is always that of BYOL, the squared
 * distance of the directions, from 0 to 4: a frozen target cannot collapse, so nothing has to be kept apart. The predictor is linear,
 * enough for the new encoder to turn and stretch what the old one knew, too little to make it up.
 */
public final class PreviousEncoderLoss {
    /** The vector of the parameters that the update began with; those of the parent, so no part of a checkpoint. */
    static final String PARAMETERS = "previous.parameters";

    private static final String REMEMBER = "previous.remember";
    private static final String WEIGHT = "previous.predictor.weight";
    private static final String BIAS = "previous.predictor.bias";

    private final Network network;
    private final long samples;
    private final long width;

    /**
     * @param samples states of a step
     * @param width numbers of a state
     */
    PreviousEncoderLoss(Network network, long samples, long width) {
        this.network = network;
        this.samples = samples;
        this.width = width;
        Tensor previous = network.layout().vector(plan(), PARAMETERS);
        plan().program(REMEMBER).multiply(network.parameters(), 1, previous);
    }

    static void declare(ParameterLayout.Builder builder, long width) {
        builder.normal(WEIGHT, Math.sqrt(1.0 / width), width, width).zeros(BIAS, width);
    }

    /** Where layers find the parameters of the previous encoder. */
    static ParameterLayout layout(ParameterLayout trained) {
        return trained.over(PARAMETERS, "previous.gradients");
    }

    /**
     * Appends forward and backward pass.
     *
     * @param states state of each sample (samples, width)
     * @param previousStates those of the previous encoder
     * @param filled 1 for each sample that counts, else 0 (samples, 1); null where all do
     * @param gradientOfStates what comes from here is added
     */
    void append(
            Program program, Tensor states, Tensor previousStates, @Nullable Tensor filled, Tensor gradientOfStates) {
        Tensor weight = network.layout().parameter(plan(), WEIGHT);
        Tensor predictions = plan().real("previous.predictions", samples, width);
        Tensor directions = plan().real("previous.directions", samples, width);
        Tensor targets = plan().real("previous.targets", samples, width);
        Tensor difference = plan().real("previous.difference", samples, width);
        Tensor squares = plan().real("previous.squares", samples, width);
        RowNormalization direction = new RowNormalization(plan(), "previous.predictions");
        program.affine(states, weight, network.layout().parameter(plan(), BIAS), predictions);
        direction.forward(program, predictions, directions);
        new RowNormalization(plan(), "previous.targets").forward(program, previousStates, targets);
        program.subtract(directions, targets, difference);
        if (filled != null) {
            program.multiply(difference, filled, difference);
        }
        program.multiply(difference, difference, squares);
        program.product(squares, plan().constant(1, width, 1), distances().reshape(samples, 1));
        program.multiply(difference, scale(), difference);
        program.multiply(difference, 2, difference);
        direction.backward(program, directions, difference);
        program.append(
                new MatrixProduct(states, difference, network.layout().gradient(plan(), WEIGHT), true, false, 1, 0));
        program.sumRows(difference, network.layout().gradient(plan(), BIAS));
        program.append(new MatrixProduct(difference, weight, gradientOfStates, false, true, 1, 1));
    }

    /** Makes the parameters as they are now those of the previous encoder. */
    public void remember(BoundPlan bound) {
        bound.run(REMEMBER);
    }

    /** One number: what the distances are multiplied with. */
    public Tensor scale() {
        return plan().real("previous.scale", 1);
    }

    /** States of a step. */
    public long samples() {
        return samples;
    }

    /** Sum of the scaled distances of the gradients program that ran last. */
    public double sum(BoundPlan bound) {
        return bound.get(scale(), 0) * Sums.of(bound, distances());
    }

    /** Squared distance of each sample. */
    private Tensor distances() {
        return plan().real("previous.distances", samples);
    }

    private Plan plan() {
        return network.plan();
    }
}
