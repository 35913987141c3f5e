package io.perennial.encoders.nd4j;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.Plan;

/**
 * Runs plans on the ND4J back end of the class path. Every operation becomes one custom op whose context is bound to its arrays
 * once, which is what makes small networks fast on ND4J: building the same op for each call costs several times its work.
 */
public final class Nd4jExecutor implements Executor {
    private final Precision precision;
    private final Backend backend;

    public Nd4jExecutor(Precision precision) {
        this.precision = precision;
        this.backend = Backend.load();
    }

    @Override
    public BoundPlan bind(Plan plan) {
        return new Nd4jBoundPlan(plan, precision);
    }

    @Override
    public String backend() {
        return backend.description();
    }
}
