package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016) of rows, composed of products with ones and broadcasts, because the native
 * layer_norm is several times slower. Keeps the normalised rows and their inverse deviations for the backward pass, so the input
 * itself may be changed in between.
 */
final class LayerNormalization {
    private static final double EPSILON = 1e-5;

    private final ParameterLayout layout;
    private final String name;
    private final long rows;
    private final long width;

    LayerNormalization(ParameterLayout layout, String name, long rows, long width) {
        this.layout = layout;
        this.name = name;
        this.rows = rows;
        this.width = width;
    }

    static void declare(ParameterLayout.Builder builder, String name, long width) {
        builder.ones(name + ".gain", width).zeros(name + ".bias", width);
    }

    /** Writes the normalised rows to output (rows, width). The saved values go to buffers whose names begin with {@code saved}. */
    void forward(Program program, String saved, Tensor input, Tensor output) {
        Plan plan = program.plan();
        program.append(new Operation.LayerNormalization(
                input,
                layout.parameter(plan, name + ".gain"),
                layout.parameter(plan, name + ".bias"),
                normalised(plan, saved),
                inverse(plan, saved),
                output,
                EPSILON,
                program.collect(parts -> forwardParts(parts, saved, input, output))));
    }

    private void forwardParts(Program program, String saved, Tensor input, Tensor output) {
        Plan plan = program.plan();
        Tensor normalised = normalised(plan, saved);
        Tensor inverse = inverse(plan, saved);
        program.append(rowMean(input, averaging(plan), inverse));
        program.subtract(input, inverse, normalised);
        program.multiply(normalised, normalised, output);
        program.append(rowMean(output, averaging(plan), inverse));
        program.append(new Operation.InverseRoot(inverse, inverse, EPSILON));
        program.multiply(normalised, inverse, normalised);
        program.multiply(normalised, layout.parameter(plan, name + ".gain"), output);
        program.add(output, layout.parameter(plan, name + ".bias"), output);
    }

    /** Adds the gradient with respect to the input to {@code inputGradient}; outputGradient is used up. */
    void backward(Program program, String saved, Tensor outputGradient, Tensor inputGradient) {
        Plan plan = program.plan();
        program.append(new Operation.LayerNormalizationGradient(
                outputGradient,
                normalised(plan, saved),
                inverse(plan, saved),
                layout.parameter(plan, name + ".gain"),
                layout.gradient(plan, name + ".gain"),
                layout.gradient(plan, name + ".bias"),
                inputGradient,
                program.collect(parts -> backwardParts(parts, saved, outputGradient, inputGradient))));
    }

    private void backwardParts(Program program, String saved, Tensor outputGradient, Tensor inputGradient) {
        Plan plan = program.plan();
        Tensor normalised = normalised(plan, saved);
        Tensor scratch = plan.real("scratch.normalisation." + rows + "x" + width, rows, width);
        Tensor mean = plan.real("scratch.mean." + rows, rows, 1);
        Tensor correlation = plan.real("scratch.correlation." + rows, rows, 1);
        Tensor gain = layout.parameter(plan, name + ".gain");
        program.sumRows(outputGradient, layout.gradient(plan, name + ".bias"));
        program.multiply(outputGradient, normalised, scratch);
        program.sumRows(scratch, layout.gradient(plan, name + ".gain"));
        program.append(rowMean(outputGradient, gain.reshape(width, 1), mean));
        program.append(rowMean(scratch, gain.reshape(width, 1), correlation));
        program.multiply(outputGradient, gain, outputGradient);
        program.subtract(outputGradient, mean, outputGradient);
        program.multiply(normalised, correlation, scratch);
        program.subtract(outputGradient, scratch, outputGradient);
        program.multiply(outputGradient, inverse(plan, saved), outputGradient);
        program.add(inputGradient, outputGradient, inputGradient);
    }

    private Operation rowMean(Tensor input, Tensor weights, Tensor output) {
        return new Operation.MatrixProduct(input, weights, output, false, false, 1.0 / width, 0);
    }

    private Tensor averaging(Plan plan) {
        return plan.constant(1, width, 1);
    }

    private Tensor normalised(Plan plan, String saved) {
        return plan.real(saved + ".normalised", rows, width);
    }

    private Tensor inverse(Plan plan, String saved) {
        return plan.real(saved + ".inverse", rows, 1);
    }
}
