package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) of rows, each view of the pictures for itself. It stands in projection heads alone,
 * which embedding leaves out; so the statistics are always those of the batch and there are none that run along.
 */
final class BatchNormalization {
    private static final double EPSILON = 1e-5;

    private final ParameterLayout layout;
    private final String name;
    private final String saved;
    private final long groups;
    private final long rows;
    private final long width;
    private final boolean scaled;

    /**
     * @param saved prefix of its buffers
     * @param groups views that are normalised apart
     * @param rows rows of each view
     * @param scaled whether it has a learned gain and bias
     */
    BatchNormalization(
            ParameterLayout layout, String name, String saved, long groups, long rows, long width, boolean scaled) {
        this.layout = layout;
        this.name = name;
        this.saved = saved;
        this.groups = groups;
        this.rows = rows;
        this.width = width;
        this.scaled = scaled;
    }

    /** Without learned gain and bias. */
    static BatchNormalization unscaled(String saved, long groups, long rows, long width) {
        ParameterLayout nothing = new ParameterLayout.Builder().build();
        return new BatchNormalization(nothing, saved, saved, groups, rows, width, false);
    }

    static void declare(ParameterLayout.Builder builder, String name, long width) {
        builder.ones(name + ".gain", width).zeros(name + ".bias", width);
    }

    /** Both (groups * rows, width). */
    void forward(Program program, Tensor input, Tensor output) {
        Plan plan = program.plan();
        Tensor normalised = normalised(plan);
        Tensor inverse = inverse(plan);
        mean(program, grouped(input), inverse);
        program.subtract(grouped(input), inverse, normalised);
        program.multiply(normalised, normalised, grouped(output));
        mean(program, grouped(output), inverse);
        program.append(new Operation.InverseRoot(inverse, inverse, EPSILON));
        program.multiply(normalised, inverse, normalised);
        Tensor flat = normalised.reshape(groups * rows, width);
        if (scaled) {
            program.multiply(flat, layout.parameter(plan, name + ".gain"), output);
            program.add(output, layout.parameter(plan, name + ".bias"), output);
        } else {
            program.multiply(flat, 1, output);
        }
    }

    /** Turns the gradient of the output into that of the input, in place. */
    void backward(Program program, Tensor gradient) {
        Plan plan = program.plan();
        Tensor normalised = normalised(plan);
        Tensor scratch = plan.real("scratch.batch." + groups * rows + "x" + width, groups, rows, width);
        Tensor flatScratch = scratch.reshape(groups * rows, width);
        Tensor mean = plan.real("scratch.batch.mean." + groups + "x" + width, groups, 1, width);
        if (scaled) {
            program.sumRows(gradient, layout.gradient(plan, name + ".bias"));
            program.multiply(gradient, normalised.reshape(groups * rows, width), flatScratch);
            program.sumRows(flatScratch, layout.gradient(plan, name + ".gain"));
            program.multiply(gradient, layout.parameter(plan, name + ".gain"), gradient);
        }
        Tensor apart = grouped(gradient);
        program.multiply(apart, normalised, scratch);
        mean(program, apart, mean);
        program.subtract(apart, mean, apart);
        mean(program, scratch, mean);
        program.multiply(normalised, mean, scratch);
        program.subtract(apart, scratch, apart);
        program.multiply(apart, inverse(plan), apart);
    }

    private void mean(Program program, Tensor input, Tensor output) {
        Tensor ones = program.plan().constant(1, groups, 1, rows);
        program.append(new MatrixProduct(ones, input, output, false, false, 1.0 / rows, 0));
    }

    private Tensor grouped(Tensor flat) {
        return flat.reshape(groups, rows, width);
    }

    private Tensor normalised(Plan plan) {
        return plan.real(saved + ".normalised", groups, rows, width);
    }

    private Tensor inverse(Plan plan) {
        return plan.real(saved + ".inverse", groups, 1, width);
    }
}
