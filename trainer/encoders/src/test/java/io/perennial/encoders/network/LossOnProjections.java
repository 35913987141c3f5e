package io.perennial.encoders.network;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/** A loss alone, in double precision, on projections that a test chooses. */
final class LossOnProjections implements AutoCloseable {
    private final ViewLoss loss;
    private final Tensor projections;
    private final Tensor gradient;
    private final BoundPlan bound;

    LossOnProjections(int pictures, int width, Function<Plan, ViewLoss> maker) {
        Plan plan = new Plan();
        projections = plan.real("projections", 2L * pictures, width);
        loss = maker.apply(plan);
        gradient = loss.append(plan.program(Network.GRADIENTS), projections);
        bound = new Nd4jExecutor(Precision.DOUBLE).bind(plan);
        loss.prepare(bound);
    }

    /** Mean loss of these projections (2 * pictures rows). */
    double mean(float[][] rows) {
        write(rows);
        bound.run(Network.GRADIENTS);
        return loss.sum(bound) / loss.scored();
    }

    /** Greatest relative error of the gradient at these projections. */
    double gradientError(float[][] rows) {
        write(rows);
        return GradientCheck.worstError(bound, projections, gradient, loss::sum);
    }

    /** Random projections, the same at each call. */
    float[][] random() {
        float[] values = GradientCheck.random(projections, 6);
        int width = Math.toIntExact(projections.size(1));
        float[][] rows = new float[values.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }

    @Override
    public void close() {
        bound.close();
    }

    private void write(float[][] rows) {
        float[] values = new float[Math.toIntExact(projections.elements())];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * rows[i].length, rows[i].length);
        }
        bound.write(projections, values);
    }
}
