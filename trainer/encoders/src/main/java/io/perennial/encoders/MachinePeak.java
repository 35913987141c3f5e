package io.perennial.encoders;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.PlanCost;

/** The greatest rate at which this process, with its threads, multiplies matrices. */
public final class MachinePeak {
    private static final String PRODUCT = "product";
    private static final long SIDE = 768;
    private static final int ROUNDS = 6;

    private MachinePeak() {}

    /**
     * Measures single-precision products of square matrices; takes about a tenth of a second. What else runs on the machine lowers it.
     *
     * @return floating point operations per second, the best of a few rounds
     */
    public static double measure() {
        Plan plan = new Plan();
        plan.program(PRODUCT)
                .product(
                        plan.real("left", SIDE, SIDE), plan.real("right", SIDE, SIDE), plan.real("output", SIDE, SIDE));
        double operations = PlanCost.matrixOperations(plan, PRODUCT);
        double best = 0;
        try (BoundPlan bound = new Nd4jExecutor(Precision.FLOAT).bind(plan)) {
            for (int round = 0; round < ROUNDS; round++) {
                long started = System.nanoTime();
                bound.run(PRODUCT);
                best = Math.max(best, operations * 1e9 / Math.max(1, System.nanoTime() - started));
            }
        }
        return best;
    }
}
