package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Twice the tanh form of GELU (Hendrycks and Gimpel, 2016), {@code u * (1 + tanh(u * (c + c e u^2)))}: the half is folded into the
 * products that follow.
 */
final class GaussianErrorUnit {
    private static final double SLOPE = Math.sqrt(2 / Math.PI);
    private static final double CUBE = 0.044715;

    private GaussianErrorUnit() {}

    /** Writes {@code 1 + tanh} to the gate, which the way back needs, and the result to output. */
    static void forward(Program program, Tensor input, Tensor gate, Tensor output) {
        program.append(new Operation.GaussianErrorUnit(
                input, gate, output, SLOPE, CUBE, program.collect(parts -> forwardParts(parts, input, gate, output))));
    }

    /** Changes the gradient in place from that of the output to that of the input. */
    static void backward(Program program, Tensor input, Tensor gate, Tensor output, Tensor gradient) {
        program.append(new Operation.GaussianErrorUnitGradient(
                input,
                gate,
                output,
                gradient,
                SLOPE,
                CUBE,
                program.collect(parts -> backwardParts(parts, input, gate, output, gradient))));
    }

    private static void forwardParts(Program program, Tensor input, Tensor gate, Tensor output) {
        program.multiply(input, input, gate);
        program.multiply(gate, SLOPE * CUBE, gate);
        program.add(gate, SLOPE, gate);
        program.multiply(gate, input, gate);
        program.append(new Operation.HyperbolicTangent(gate, gate));
        program.add(gate, 1, gate);
        program.multiply(input, gate, output);
    }

    /** d/du of u * g with g = 1 + tanh(v): g + u g (2 - g) v', v' = c + 3 c e u^2; here output = u g. */
    private static void backwardParts(Program program, Tensor input, Tensor gate, Tensor output, Tensor gradient) {
        Plan plan = program.plan();
        Tensor slope = plan.real("scratch.slope." + gate.size(0) + "x" + gate.size(1), gate.shape());
        Tensor remainder = plan.real("scratch.remainder." + gate.elements(), gate.shape());
        program.multiply(input, input, slope);
        program.multiply(slope, 3 * SLOPE * CUBE, slope);
        program.add(slope, SLOPE, slope);
        program.multiply(slope, output, slope);
        program.subtractFrom(2, gate, remainder);
        program.multiply(slope, remainder, slope);
        program.add(slope, gate, slope);
        program.multiply(gradient, slope, gradient);
    }
}
