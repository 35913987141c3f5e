package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** A projection or prediction head. Layers that are normalised have no bias of their own, which the normalisation would take out. */
final class Perceptron {
    private final Plan plan;
    private final ParameterLayout layout;
    private final String name;
    private final String saved;
    private final PerceptronShape shape;
    private final long groups;
    private final long rows;

    /**
     * @param name prefix of its parameters
     * @param saved prefix of its buffers
     * @param groups views that are normalised apart
     * @param rows rows of each view
     */
    Perceptron(
            Plan plan,
            ParameterLayout layout,
            String name,
            String saved,
            PerceptronShape shape,
            long groups,
            long rows) {
        this.plan = plan;
        this.layout = layout;
        this.name = name;
        this.saved = saved;
        this.shape = shape;
        this.groups = groups;
        this.rows = rows;
    }

    static void declare(ParameterLayout.Builder builder, String name, PerceptronShape shape) {
        for (int layer = 0; layer < shape.layers(); layer++) {
            long input = shape.widths().get(layer);
            long output = shape.widths().get(layer + 1);
            String prefix = name + "." + layer;
            builder.normal(prefix + ".weight", Math.sqrt((shape.isHidden(layer) ? 2.0 : 1.0) / input), input, output);
            if (!shape.isNormalised(layer)) {
                builder.zeros(prefix + ".bias", output);
            } else if (shape.isHidden(layer)) {
                BatchNormalization.declare(builder, prefix + ".norm", output);
            }
        }
    }

    /** Appends the way from the input (groups * rows, first width) to the output, which it returns. */
    Tensor forward(Program program, Tensor input) {
        Tensor current = input;
        for (int layer = 0; layer < shape.layers(); layer++) {
            Tensor output = output(layer);
            Tensor weight = layout.parameter(plan, name + "." + layer + ".weight");
            if (shape.isNormalised(layer)) {
                Tensor linear = linear(layer);
                program.product(current, weight, linear);
                normalization(layer).forward(program, linear, output);
            } else {
                program.affine(current, weight, layout.parameter(plan, name + "." + layer + ".bias"), output);
            }
            if (shape.isHidden(layer)) {
                program.append(new Operation.Rectifier(output, output));
            }
            current = output;
        }
        return current;
    }

    /**
     * Appends the way back and returns the gradient of the input.
     *
     * @param input what {@link #forward} was given
     * @param outputGradient used up
     */
    Tensor backward(Program program, Tensor input, Tensor outputGradient) {
        Tensor gradient = outputGradient;
        for (int layer = shape.layers() - 1; layer >= 0; layer--) {
            Tensor before = layer == 0 ? input : output(layer - 1);
            if (shape.isHidden(layer)) {
                program.append(new Operation.RectifierGradient(output(layer), gradient, gradient));
            }
            if (shape.isNormalised(layer)) {
                normalization(layer).backward(program, gradient);
            } else {
                program.sumRows(gradient, layout.gradient(plan, name + "." + layer + ".bias"));
            }
            String weight = name + "." + layer + ".weight";
            program.append(new MatrixProduct(before, gradient, layout.gradient(plan, weight), true, false, 1, 0));
            Tensor beforeGradient = plan.real(saved + "." + layer + ".input.gradient", groups * rows, before.size(1));
            program.append(
                    new MatrixProduct(gradient, layout.parameter(plan, weight), beforeGradient, false, true, 1, 0));
            gradient = beforeGradient;
        }
        return gradient;
    }

    private BatchNormalization normalization(int layer) {
        return new BatchNormalization(
                layout,
                name + "." + layer + ".norm",
                saved + "." + layer + ".norm",
                groups,
                rows,
                shape.widths().get(layer + 1),
                shape.isHidden(layer));
    }

    private Tensor linear(int layer) {
        return plan.real(
                saved + "." + layer + ".linear", groups * rows, shape.widths().get(layer + 1));
    }

    private Tensor output(int layer) {
        return plan.real(
                saved + "." + layer + ".output", groups * rows, shape.widths().get(layer + 1));
    }
}
