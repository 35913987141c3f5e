package io.perennial.encoders.nd4j;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.HostKernels;
import io.perennial.encoders.plan.Plan;

/**
 * Runs plans on the ND4J back end of the class path. Every operation becomes one custom op whose context is bound to its arrays
 * once, which is what makes small networks fast on ND4J: building the same op for each call costs several times its work. A
 * composite operation becomes one {@linkplain HostKernels kernel} where the JVM was started with {@code --add-modules
 * jdk.incubator.vector}, unless the system property {@code perennial.vector.kernels} is false.
 */
public final class Nd4jExecutor implements Executor {
    private final Precision precision;
    private final Backend backend;
    private final CompositeBinding composites;

    public Nd4jExecutor(Precision precision) {
        this(precision, CompositeBinding.preferred(Backend.load(), precision));
    }

    private Nd4jExecutor(Precision precision, CompositeBinding composites) {
        this.precision = precision;
        this.backend = Backend.load();
        this.composites = composites;
    }

    /** An executor that runs composite operations as their parts, whatever the JVM offers. */
    public static Nd4jExecutor withoutKernels(Precision precision) {
        return new Nd4jExecutor(precision, CompositeBinding.parts());
    }

    /**
     * An executor that runs composite operations as kernels in single precision, whatever the system property says.
     *
     * @throws IllegalStateException if the JVM was not started with their module, or a GPU computes
     */
    public static Nd4jExecutor withKernels() {
        return new Nd4jExecutor(
                Precision.FLOAT,
                CompositeBinding.available(Backend.load(), Precision.FLOAT)
                        .orElseThrow(
                                () -> new IllegalStateException(
                                        "vector kernels need a JVM started with --add-modules jdk.incubator.vector, and a CPU back end")));
    }

    @Override
    public BoundPlan bind(Plan plan) {
        return new Nd4jBoundPlan(plan, precision, backend.hostThreads() > 0, composites);
    }

    @Override
    public String backend() {
        return backend.description() + composites.suffix();
    }
}
