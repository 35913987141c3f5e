package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Distillation from the encoder as it was when the update began (CaSSLe: Fini et al., 2022). A predictor says from the mean state of a
 * window what the previous encoder gave for the same window; no gradient goes through that. In the paper the loss is the one of the
 * objective; the loss of hidden tokens compares no encoders, so it is that of BYOL: the squared distance of the directions, from 0 to 4. The
 * predictor is linear, enough for the new encoder to turn and stretch what the old one knew, too little to make it up.
 */
public final class PreviousEncoderLoss {
    /** The vector of the parameters that the update began with; those of the parent, so no part of a checkpoint. */
    static final String PARAMETERS = "previous.parameters";

    private static final String REMEMBER = "previous.remember";
    private static final String WEIGHT = "previous.predictor.weight";
    private static final String BIAS = "previous.predictor.bias";

    private final Network network;
    private final int windows;
    private final int width;

    PreviousEncoderLoss(Network network, TextShape shape, int windows) {
        this.network = network;
        this.windows = windows;
        width = shape.width();
        Tensor previous = network.layout().vector(plan(), PARAMETERS);
        plan().program(REMEMBER).multiply(network.parameters(), 1, previous);
    }

    static void declare(ParameterLayout.Builder builder, TextShape shape) {
        if (shape.distils()) {
            long width = shape.width();
            builder.normal(WEIGHT, Math.sqrt(1.0 / width), width, width).zeros(BIAS, width);
        }
    }

    /** Where layers find the parameters of the previous encoder. */
    static ParameterLayout layout(ParameterLayout trained) {
        return trained.over(PARAMETERS, "previous.gradients");
    }

    /**
     * Appends forward and backward pass.
     *
     * @param means mean state of each window (windows, width)
     * @param previousMeans those of the previous encoder
     * @param filled 1 for each window with tokens, else 0 (windows, 1)
     * @param gradientOfMeans what comes from here is added
     */
    void append(Program program, Tensor means, Tensor previousMeans, Tensor filled, Tensor gradientOfMeans) {
        Tensor weight = network.layout().parameter(plan(), WEIGHT);
        Tensor predictions = plan().real("previous.predictions", windows, width);
        Tensor directions = plan().real("previous.directions", windows, width);
        Tensor targets = plan().real("previous.targets", windows, width);
        Tensor difference = plan().real("previous.difference", windows, width);
        Tensor squares = plan().real("previous.squares", windows, width);
        RowNormalization direction = new RowNormalization(plan(), "previous.predictions");
        program.affine(means, weight, network.layout().parameter(plan(), BIAS), predictions);
        direction.forward(program, predictions, directions);
        new RowNormalization(plan(), "previous.targets").forward(program, previousMeans, targets);
        program.subtract(directions, targets, difference);
        program.multiply(difference, filled, difference);
        program.multiply(difference, difference, squares);
        program.product(squares, plan().constant(1, width, 1), distances().reshape(windows, 1));
        program.multiply(difference, scale(), difference);
        program.multiply(difference, 2, difference);
        direction.backward(program, directions, difference);
        program.append(
                new MatrixProduct(means, difference, network.layout().gradient(plan(), WEIGHT), true, false, 1, 0));
        program.sumRows(difference, network.layout().gradient(plan(), BIAS));
        program.append(new MatrixProduct(difference, weight, gradientOfMeans, false, true, 1, 1));
    }

    /** Makes the parameters as they are now those of the previous encoder. */
    public void remember(BoundPlan bound) {
        bound.run(REMEMBER);
    }

    /** One number: what the distances are multiplied with. */
    public Tensor scale() {
        return plan().real("previous.scale", 1);
    }

    /** Squared distance of each window. */
    Tensor distances() {
        return plan().real("previous.distances", windows);
    }

    private Plan plan() {
        return network.plan();
    }
}
