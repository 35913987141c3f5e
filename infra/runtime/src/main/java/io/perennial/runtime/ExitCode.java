package io.perennial.runtime;

/** How a process of Perennial ends. */
public enum ExitCode {
    /** Asked to stop, or done. */
    CLEAN(0),
    /** A bug: the stack trace is in the log. */
    BUG(1),
    /** Wrong command line or configuration. */
    USAGE(2),
    /** Broker, MLflow, disk or another dependency is not available. */
    DEPENDENCY(3),
    /** Data that cannot be used: a corrupt blob, offsets lost to retention. */
    DATA(4);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
