package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** Appends the norm and update programs: AdamW (Loshchilov and Hutter, 2019), where only matrices decay. */
public final class Updater {
    public static final double BETA1 = 0.9;
    public static final double EPSILON = 1e-8;

    private Updater() {}

    static void append(Network network, double beta2) {
        Plan plan = network.plan();
        plan.program(Network.NORM).append(new Operation.SquaredNorm(network.gradients(), network.squaredNorm()));
        Program update = plan.program(Network.UPDATE);
        update.append(new Operation.DecayingAdam(
                network.gradients(),
                network.gradientScale(),
                network.secondMoment(),
                network.firstMoment(),
                network.learningRate(),
                network.decay(),
                network.parameters(),
                network.layout().matrixElements(),
                BETA1,
                beta2,
                EPSILON,
                update.collect(parts -> appendParts(parts, network, beta2))));
    }

    private static void appendParts(Program update, Network network, double beta2) {
        Tensor change = network.layout().vector(network.plan(), "update");
        update.multiply(network.gradients(), network.gradientScale(), network.gradients());
        update.append(new Operation.Adam(
                network.gradients(),
                network.secondMoment(),
                network.firstMoment(),
                network.learningRate(),
                change,
                BETA1,
                beta2,
                EPSILON));
        Tensor matrices =
                Tensor.of(network.parameters().buffer(), 0, network.layout().matrixElements());
        update.multiply(matrices, network.decay(), matrices);
        update.subtract(network.parameters(), change, network.parameters());
    }

    /**
     * Learning rate with the bias correction of step t (from 1), in the form that makes the updater's own correction, which always
     * takes t for 1, come out right.
     */
    public static double corrected(double learningRate, double beta2, long step) {
        return learningRate * correction(beta2, step) / correction(beta2, 1);
    }

    private static double correction(double beta2, long step) {
        return StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) step)) / (1 - StrictMath.pow(BETA1, (double) step));
    }
}
