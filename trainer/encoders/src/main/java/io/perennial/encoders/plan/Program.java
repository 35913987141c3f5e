package io.perennial.encoders.plan;

import io.perennial.encoders.plan.Operation.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Appends operations to one program of a plan, in the order in which they run. */
public final class Program {
    private final Plan plan;
    private final List<Operation> operations;

    Program(Plan plan, List<Operation> operations) {
        this.plan = plan;
        this.operations = operations;
    }

    public Plan plan() {
        return plan;
    }

    public void append(Operation operation) {
        operations.add(operation);
    }

    /** Collects operations for a {@link Operation.Composite} instead of appending them here. */
    public List<Operation> collect(Consumer<Program> part) {
        List<Operation> parts = new ArrayList<>();
        part.accept(new Program(plan, parts));
        return List.copyOf(parts);
    }

    public void product(Tensor a, Tensor b, Tensor output) {
        append(new Operation.MatrixProduct(a, b, output, false, false, 1, 0));
    }

    public void affine(Tensor input, Tensor weight, Tensor bias, Tensor output) {
        append(new Operation.Affine(input, weight, bias, output));
    }

    public void add(Tensor a, Tensor b, Tensor output) {
        append(new Operation.Elementwise(Arithmetic.ADD, a, b, output));
    }

    public void subtract(Tensor a, Tensor b, Tensor output) {
        append(new Operation.Elementwise(Arithmetic.SUBTRACT, a, b, output));
    }

    public void multiply(Tensor a, Tensor b, Tensor output) {
        append(new Operation.Elementwise(Arithmetic.MULTIPLY, a, b, output));
    }

    public void add(Tensor a, double scalar, Tensor output) {
        add(a, plan.constant(scalar, 1), output);
    }

    public void multiply(Tensor a, double scalar, Tensor output) {
        multiply(a, plan.constant(scalar, 1), output);
    }

    /** {@code output = scalar - a}. */
    public void subtractFrom(double scalar, Tensor a, Tensor output) {
        append(new Operation.Elementwise(Arithmetic.SUBTRACT_FROM, a, plan.constant(scalar, 1), output));
    }

    /** {@code output (m) = sum over the rows of input (n, m)}, as a product with ones, which is much faster than a reduction. */
    public void sumRows(Tensor input, Tensor output) {
        Tensor ones = plan.constant(1, 1, input.size(0));
        product(ones, input, output.reshape(1, input.size(1)));
    }
}
