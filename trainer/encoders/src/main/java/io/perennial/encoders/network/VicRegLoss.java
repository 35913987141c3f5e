package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * VICReg (Bardes, Ponce and LeCun, 2022): the views of a picture close together, every dimension of each view with a standard
 * deviation of at least one, and no two dimensions correlated. Weights 25, 25 and 1.
 */
public final class VicRegLoss implements ViewLoss {
    private static final double INVARIANCE = 25;
    private static final double VARIANCE = 25;
    private static final double COVARIANCE = 1;
    private static final double EPSILON = 1e-4;

    private final Plan plan;
    private final int pictures;
    private final int width;

    public VicRegLoss(Plan plan, int pictures, int width) {
        this.plan = plan;
        this.pictures = pictures;
        this.width = width;
    }

    @Override
    public Tensor append(Program program, Tensor projections) {
        Tensor gradient = plan.real("projections.gradient", ViewNetwork.VIEWS, pictures, width);
        Tensor views = projections.reshape(ViewNetwork.VIEWS, pictures, width);
        Tensor difference = plan.real("views.difference", pictures, width);
        program.subtract(views.slice(0), views.slice(1), difference);
        program.append(new Operation.SquaredNorm(difference, distance()));
        double pull = 2 * INVARIANCE / ((double) pictures * width);
        for (int view = 0; view < ViewNetwork.VIEWS; view++) {
            program.multiply(difference, view == 0 ? pull : -pull, gradient.slice(view));
            spread(program, views.slice(view), view, gradient.slice(view));
        }
        return gradient.reshape((long) ViewNetwork.VIEWS * pictures, width);
    }

    @Override
    public void prepare(BoundPlan bound) {
        float[] mask = new float[width * width];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % (width + 1) == 0 ? 0 : 1;
        }
        bound.write(offDiagonal(), mask);
    }

    @Override
    public double sum(BoundPlan bound) {
        double loss = INVARIANCE * bound.get(distance(), 0) / ((double) pictures * width);
        for (int view = 0; view < ViewNetwork.VIEWS; view++) {
            loss += VARIANCE / ViewNetwork.VIEWS * Sums.of(bound, shortfall(view)) / width;
            loss += COVARIANCE * bound.get(covariance(view), 0) / width;
        }
        return loss;
    }

    @Override
    public long scored() {
        return 1;
    }

    /** Appends variance and covariance of one view and adds their gradients. */
    private void spread(Program program, Tensor rows, int view, Tensor gradient) {
        double freedom = pictures - 1.0;
        Tensor centred = plan.real("centred", pictures, width);
        Tensor scratch = plan.real("centred.scratch", pictures, width);
        Tensor mean = plan.real("centred.mean", 1, width);
        Tensor ones = plan.constant(1, 1, pictures);
        program.append(new MatrixProduct(ones, rows, mean, false, false, 1.0 / pictures, 0));
        program.subtract(rows, mean, centred);
        program.multiply(centred, centred, scratch);
        program.append(new MatrixProduct(ones, scratch, mean, false, false, 1 / freedom, 0));
        program.multiply(centred, pushApart(program, mean, view, freedom), scratch);
        program.add(gradient, scratch, gradient);
        Tensor correlated = plan.real("covariance", width, width);
        program.append(new MatrixProduct(centred, centred, correlated, true, false, 1 / freedom, 0));
        program.multiply(correlated, offDiagonal(), correlated);
        program.append(new Operation.SquaredNorm(correlated, covariance(view)));
        double scale = 4 * COVARIANCE / (width * freedom);
        program.append(new MatrixProduct(centred, correlated, gradient, false, false, scale, 1));
    }

    /** What centred rows are multiplied with to give the gradient of the hinge on the standard deviation. */
    private Tensor pushApart(Program program, Tensor variance, int view, double freedom) {
        Tensor inverse = plan.real("deviation.inverse", 1, width);
        Tensor missing = plan.real("deviation.missing", 1, width);
        program.append(new Operation.InverseRoot(variance, inverse, EPSILON));
        program.add(variance, EPSILON, missing);
        program.multiply(missing, inverse, missing);
        program.subtractFrom(1, missing, missing);
        program.append(new Operation.Rectifier(missing, shortfall(view)));
        program.multiply(inverse, -VARIANCE / (ViewNetwork.VIEWS * width * freedom), inverse);
        program.append(new Operation.RectifierGradient(missing, inverse, inverse));
        return inverse;
    }

    private Tensor offDiagonal() {
        return plan.real("off.diagonal", width, width);
    }

    private Tensor distance() {
        return plan.real("views.distance", 1);
    }

    private Tensor shortfall(int view) {
        return plan.real("shortfall." + view, 1, width);
    }

    private Tensor covariance(int view) {
        return plan.real("covariance." + view, 1);
    }
}
