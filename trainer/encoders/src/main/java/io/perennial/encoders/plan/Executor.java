package io.perennial.encoders.plan;

/** Binds plans to a device. */
public interface Executor {
    /** Allocates the buffers, cleared, and prepares every operation. */
    BoundPlan bind(Plan plan);

    /** The back end, device and threads in one line. */
    String backend();
}
