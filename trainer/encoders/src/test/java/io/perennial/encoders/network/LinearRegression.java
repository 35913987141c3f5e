package io.perennial.encoders.network;

import io.perennial.encoders.Content;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.training.Task;
import java.util.List;

/**
 * Least squares without any random choice: the smallest objective that the training loop can run. A content is a text of numbers:
 * {@link #INPUTS} inputs, then the target.
 */
public final class LinearRegression implements Task {
    /** Numbers that the target is predicted from. */
    public static final int INPUTS = 3;

    private final int rows;
    private final Network network;
    private final Tensor inputs;
    private final Tensor targets;
    private final Tensor errors;
    private final Tensor squaredErrors;

    /** @param rows contents of a batch */
    public LinearRegression(int rows) {
        this.rows = rows;
        Plan plan = new Plan();
        ParameterLayout layout = new ParameterLayout.Builder()
                .normal("weight", 1, (long) INPUTS, 1L)
                .build();
        network = new Network(plan, layout);
        inputs = plan.real("inputs", rows, INPUTS);
        targets = plan.real("targets", rows, 1);
        errors = plan.real("errors", rows, 1);
        squaredErrors = plan.real("squared.errors", 1);
        Program program = plan.program(Network.GRADIENTS);
        program.product(inputs, layout.parameter(plan, "weight"), errors);
        program.subtract(errors, targets, errors);
        program.append(new Operation.SquaredNorm(errors, squaredErrors));
        program.append(new MatrixProduct(inputs, errors, layout.gradient(plan, "weight"), true, false, 2, 0));
        Updater.append(network, 0.98);
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public void prepare(BoundPlan bound) {}

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        float[] given = new float[rows * INPUTS];
        float[] wanted = new float[rows];
        for (int row = 0; row < rows; row++) {
            String[] numbers = ((Content.Text) batch.get(row)).text().split(" ", -1);
            for (int i = 0; i < INPUTS; i++) {
                given[row * INPUTS + i] = Float.parseFloat(numbers[i]);
            }
            wanted[row] = Float.parseFloat(numbers[INPUTS]);
        }
        bound.write(inputs, given);
        bound.write(targets, wanted);
        return new Loaded(rows, rows);
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return bound.get(squaredErrors, 0);
    }
}
