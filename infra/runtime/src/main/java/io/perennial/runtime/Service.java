package io.perennial.runtime;

/**
 * One long-lived service. {@link #run()} is called once, on a thread of its own, and works until {@link #stop()} is called or the
 * service fails; then {@link #close()} releases what is left. A service never calls {@code System.exit}: in the local run
 * several of them share one JVM.
 */
public interface Service extends AutoCloseable {
    /** Works until stopped. Throws {@link ServiceException} for what a person can mend, anything else is a bug. */
    void run() throws Exception;

    /** Asks {@link #run()} to drain, commit or checkpoint, and return soon. Called from another thread, perhaps before run. */
    void stop();

    /** True when the service does its work (for {@code /readyz}). */
    boolean isReady();

    /** Releases what {@link #run()} did not. Idempotent. */
    @Override
    void close();
}
