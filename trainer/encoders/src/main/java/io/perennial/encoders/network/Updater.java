package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** The norm and update programs: AdamW (Loshchilov and Hutter, 2019), where only matrices decay. */
public final class Updater {
    public static final double BETA1 = 0.9;
    public static final double EPSILON = 1e-8;

    private Updater() {}

    /**
     * What is updated together: vectors of one length.
     *
     * @param change written over
     * @param learningRate one number, bias correction included
     * @param decayed leading elements that decay
     */
    record Stretch(
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment,
            Tensor change,
            Tensor learningRate,
            long decayed) {}

    /** Appends the norm of all gradients, and offers the update of all parameters. */
    static void append(Network network, double beta2) {
        Plan plan = network.plan();
        plan.program(Network.NORM).append(new Operation.SquaredNorm(network.gradients(), network.squaredNorm()));
        plan.offer(
                Network.UPDATE,
                update -> append(
                        update,
                        network,
                        new Stretch(
                                network.parameters(),
                                network.gradients(),
                                network.firstMoment(),
                                network.secondMoment(),
                                network.layout().vector(plan, "update"),
                                network.learningRate(),
                                network.layout().matrixElements()),
                        beta2));
    }

    /** Appends the update of a stretch. */
    static void append(Program update, Network network, Stretch stretch, double beta2) {
        update.append(new Operation.DecayingAdam(
                stretch.gradients(),
                network.gradientScale(),
                stretch.secondMoment(),
                stretch.firstMoment(),
                stretch.learningRate(),
                network.decay(),
                stretch.parameters(),
                stretch.decayed(),
                BETA1,
                beta2,
                EPSILON,
                update.collect(parts -> appendParts(parts, network, stretch, beta2))));
    }

    private static void appendParts(Program update, Network network, Stretch stretch, double beta2) {
        update.multiply(stretch.gradients(), network.gradientScale(), stretch.gradients());
        update.append(new Operation.Adam(
                stretch.gradients(),
                stretch.secondMoment(),
                stretch.firstMoment(),
                stretch.learningRate(),
                stretch.change(),
                BETA1,
                beta2,
                EPSILON));
        if (stretch.decayed() > 0) {
            Tensor parameters = stretch.parameters();
            Tensor decayed = Tensor.of(parameters.buffer(), parameters.offset(), stretch.decayed());
            update.multiply(decayed, network.decay(), decayed);
        }
        update.subtract(stretch.parameters(), stretch.change(), stretch.parameters());
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
