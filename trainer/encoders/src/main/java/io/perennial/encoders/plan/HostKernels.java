package io.perennial.encoders.plan;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Kernels that run operations in single precision on memory of the host. An executor finds them with {@link
 * java.util.ServiceLoader}; where there is none for a composite operation it runs the
 * parts. Safe for use by several threads; what is prepared is used by
 * one at a time.
 */
public interface HostKernels {
    /** A name that changes whenever the results change by a bit; it is part of what a checkpoint was made with. */
    String description();

    /**
     * Makes an operation ready to run again and again without allocation.
     *
     * @param memory the whole buffer of a tensor; stays valid for as long as the plan is bound
     * @param threads threads that share the work; the results do not depend on them
     * @return empty if there is no kernel for this operation or for the layout of its tensors
     */
    Optional<Runnable> prepare(Operation operation, Function<Tensor, FloatBuffer> memory, int threads);
}
