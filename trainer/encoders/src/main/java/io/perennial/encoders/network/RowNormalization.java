package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** Rows of length one. */
final class RowNormalization {
    private static final double EPSILON = 1e-12;

    private final Plan plan;
    private final String name;

    /**
     * @param name prefix of its buffers
     */
    RowNormalization(Plan plan, String name) {
        this.plan = plan;
        this.name = name;
    }

    /** Writes {@code input / |input|}, row by row; both (rows, width). */
    void forward(Program program, Tensor input, Tensor output) {
        Tensor inverse = inverse(input.size(0));
        program.multiply(input, input, output);
        program.product(output, plan.constant(1, input.size(1), 1), inverse);
        program.append(new Operation.InverseRoot(inverse, inverse, EPSILON));
        program.multiply(input, inverse, output);
    }

    /**
     * Turns the gradient of the output into that of the input, in place: what points along the row is taken out.
     *
     * @param output what {@link #forward} wrote
     */
    void backward(Program program, Tensor output, Tensor gradient) {
        long rows = output.size(0);
        long width = output.size(1);
        Tensor scratch = plan.real("scratch.rows.normal." + rows + "x" + width, rows, width);
        Tensor along = plan.real("scratch.rows.along." + rows, rows, 1);
        program.multiply(gradient, output, scratch);
        program.append(new MatrixProduct(scratch, plan.constant(1, width, 1), along, false, false, 1, 0));
        program.multiply(output, along, scratch);
        program.subtract(gradient, scratch, gradient);
        program.multiply(gradient, inverse(rows), gradient);
    }

    private Tensor inverse(long rows) {
        return plan.real(name + ".inverse", rows, 1);
    }
}
