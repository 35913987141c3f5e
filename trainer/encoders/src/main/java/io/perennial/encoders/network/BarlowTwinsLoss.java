package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Barlow Twins (Zbontar et al., 2021): the matrix of correlations between the dimensions of one view and those of the other, over the
 * batch, is drawn to the identity; off the diagonal with weight 0.005.
 */
public final class BarlowTwinsLoss implements ViewLoss {
    private static final double REDUNDANCY = 5e-3;

    private final Plan plan;
    private final int pictures;
    private final int width;

    public BarlowTwinsLoss(Plan plan, int pictures, int width) {
        this.plan = plan;
        this.pictures = pictures;
        this.width = width;
    }

    @Override
    public Tensor append(Program program, Tensor projections) {
        long rows = (long) ViewNetwork.VIEWS * pictures;
        BatchNormalization standard = BatchNormalization.unscaled("standard", ViewNetwork.VIEWS, pictures, width);
        Tensor standardised = plan.real("standardised", rows, width);
        Tensor gradient = plan.real("standardised.gradient", rows, width);
        Tensor correlation = plan.real("correlation", width, width);
        standard.forward(program, projections, standardised);
        Tensor first = ofView(standardised, 0);
        Tensor second = ofView(standardised, 1);
        program.append(new MatrixProduct(first, second, correlation, true, false, 1.0 / pictures, 0));
        program.subtract(correlation, identity(), correlation);
        program.multiply(correlation, weights(), correlation);
        program.append(new Operation.SquaredNorm(correlation, error()));
        program.multiply(correlation, weights(), correlation);
        double scale = 2.0 / pictures;
        program.append(new MatrixProduct(second, correlation, ofView(gradient, 0), false, true, scale, 0));
        program.append(new MatrixProduct(first, correlation, ofView(gradient, 1), false, false, scale, 0));
        standard.backward(program, gradient);
        return gradient;
    }

    @Override
    public void prepare(BoundPlan bound) {
        float[] diagonal = new float[width * width];
        float[] weighted = new float[width * width];
        for (int i = 0; i < diagonal.length; i++) {
            boolean onDiagonal = i % (width + 1) == 0;
            diagonal[i] = onDiagonal ? 1 : 0;
            weighted[i] = onDiagonal ? 1 : (float) Math.sqrt(REDUNDANCY);
        }
        bound.write(identity(), diagonal);
        bound.write(weights(), weighted);
    }

    @Override
    public double sum(BoundPlan bound) {
        return bound.get(error(), 0);
    }

    @Override
    public long scored() {
        return 1;
    }

    private Tensor ofView(Tensor rows, int view) {
        return rows.reshape(ViewNetwork.VIEWS, pictures, width).slice(view);
    }

    private Tensor identity() {
        return plan.real("identity", width, width);
    }

    /** Roots of the weights of the squared errors. */
    private Tensor weights() {
        return plan.real("correlation.weights", width, width);
    }

    private Tensor error() {
        return plan.real("correlation.error", 1);
    }
}
