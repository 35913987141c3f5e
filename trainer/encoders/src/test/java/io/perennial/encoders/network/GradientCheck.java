package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.function.ToDoubleFunction;

/** Central differences in double precision against the backward pass, over parameters of every tensor. */
final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final int CHECKED_PER_TENSOR = 6;

    private GradientCheck() {}

    /** Random parameters without symmetry. */
    static float[] parameters(Network network) {
        float[] values = network.layout().initialValues(3);
        CounterRandom random = new CounterRandom(4, Purpose.INITIALISATION, 0);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.1 * random.nextGaussian());
        }
        return values;
    }

    static float[] random(Tensor tensor, long index) {
        CounterRandom random = new CounterRandom(5, Purpose.INITIALISATION, index);
        float[] values = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Greatest relative error of the gradients of a network's parameters. */
    static double worstError(BoundPlan bound, Network network, ToDoubleFunction<BoundPlan> loss) {
        double worst = 0;
        bound.run(Network.GRADIENTS);
        double[] exact = values(bound, network.gradients());
        for (Parameter parameter : network.layout().parameters()) {
            long stride = Math.max(1, parameter.elements() / CHECKED_PER_TENSOR);
            for (long i = parameter.offset(); i < parameter.offset() + parameter.elements(); i += stride) {
                double numeric = difference(bound, network.parameters(), i, loss);
                worst = Math.max(worst, error(numeric, exact[Math.toIntExact(i)]));
            }
        }
        return worst;
    }

    /** Greatest relative error of a gradient with respect to an input of the gradients program. */
    static double worstError(BoundPlan bound, Tensor input, Tensor gradient, ToDoubleFunction<BoundPlan> loss) {
        double worst = 0;
        bound.run(Network.GRADIENTS);
        double[] exact = values(bound, gradient);
        for (int i = 0; i < exact.length; i++) {
            worst = Math.max(worst, error(difference(bound, input, i, loss), exact[i]));
        }
        return worst;
    }

    private static double[] values(BoundPlan bound, Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound.get(tensor, i);
        }
        return values;
    }

    private static double error(double numeric, double exact) {
        return Math.abs(numeric - exact) / Math.max(1, Math.abs(numeric));
    }

    private static double difference(BoundPlan bound, Tensor input, long i, ToDoubleFunction<BoundPlan> loss) {
        double value = bound.get(input, i);
        bound.set(input, i, value + STEP);
        bound.run(Network.GRADIENTS);
        double above = loss.applyAsDouble(bound);
        bound.set(input, i, value - STEP);
        bound.run(Network.GRADIENTS);
        double below = loss.applyAsDouble(bound);
        bound.set(input, i, value);
        return (above - below) / (2 * STEP);
    }
}
