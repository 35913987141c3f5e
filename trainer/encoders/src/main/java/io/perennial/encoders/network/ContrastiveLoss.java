package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * NT-Xent, the loss of SimCLR (Chen et al., 2020): each view has to find the other view of its picture among all other views of the
 * batch, by cosines divided by a temperature.
 */
public final class ContrastiveLoss implements ViewLoss {
    /** Takes a view out of its own row of similarities. */
    private static final float EXCLUDED = -1e9f;

    private final Plan plan;
    private final int pictures;
    private final int rows;
    private final double temperature;

    public ContrastiveLoss(Plan plan, int pictures, double temperature) {
        this.plan = plan;
        this.pictures = pictures;
        this.temperature = temperature;
        rows = ViewNetwork.VIEWS * pictures;
    }

    @Override
    public Tensor append(Program program, Tensor projections) {
        RowNormalization direction = new RowNormalization(plan, "direction");
        Tensor directions = plan.real("directions", rows, projections.size(1));
        Tensor gradient = plan.real("directions.gradient", rows, projections.size(1));
        Tensor similarities = plan.real("similarities", rows, rows);
        Tensor stacked = similarities.reshape(1, rows, rows);
        direction.forward(program, projections, directions);
        program.append(new MatrixProduct(directions, directions, similarities, false, true, 1 / temperature, 0));
        program.add(similarities, mask(), similarities);
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.CrossEntropy(similarities, partners(), losses()));
        program.append(new MatrixProduct(similarities, directions, gradient, false, false, 1 / temperature, 0));
        program.append(new MatrixProduct(similarities, directions, gradient, true, false, 1 / temperature, 1));
        direction.backward(program, directions, gradient);
        return gradient;
    }

    @Override
    public void prepare(BoundPlan bound) {
        float[] mask = new float[rows * rows];
        int[] partners = new int[rows];
        for (int row = 0; row < rows; row++) {
            mask[row * rows + row] = EXCLUDED;
            partners[row] = (row + pictures) % rows;
        }
        bound.write(mask(), mask);
        bound.write(partners(), partners);
    }

    @Override
    public double sum(BoundPlan bound) {
        return Sums.of(bound, losses());
    }

    @Override
    public long scored() {
        return rows;
    }

    private Tensor mask() {
        return plan.real("mask", rows, rows);
    }

    private Tensor partners() {
        return plan.integer("partners", rows);
    }

    private Tensor losses() {
        return plan.real("losses", rows);
    }
}
