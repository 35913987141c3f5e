package io.perennial.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service on a thread of its own. It owns the service: the service is closed once, after {@link Service#run()} has returned
 * or the time to drain is over. Safe for use by several threads.
 */
public final class ServiceThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceThread.class);

    private final String name;
    private final Service service;
    private final Duration drainTimeout;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    private ServiceThread(String name, Service service, Duration drainTimeout) {
        this.name = name;
        this.service = service;
        this.drainTimeout = drainTimeout;
        this.thread = new Thread(this::run, name);
    }

    /**
     * Starts the service.
     *
     * @param drainTimeout how long {@link #close()} waits for the service to return
     */
    public static ServiceThread start(String name, Service service, Duration drainTimeout) {
        ServiceThread started = new ServiceThread(name, service, drainTimeout);
        started.thread.start();
        return started;
    }

    public String name() {
        return name;
    }

    /** True until the service has returned or failed. */
    public boolean isLive() {
        return !ended.isDone();
    }

    /** True when the service does its work. */
    public boolean isReady() {
        return isLive() && service.isReady();
    }

    /** Completes when the service has returned, exceptionally with what it threw when it failed. */
    public CompletableFuture<@Nullable Void> ended() {
        return ended.copy();
    }

    /** Waits until the service returns. Throws what it threw. */
    public void await() throws InterruptedException, ExecutionException {
        ended.get();
    }

    /** Asks the service to drain; returns at once. */
    public void stop() {
        service.stop();
    }

    /** Stops, waits for the service to drain, interrupts it when the time is over, and releases what it holds. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            service.stop();
            waitForDrain();
        } finally {
            service.close();
        }
    }

    private void waitForDrain() {
        try {
            ended.get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atWarn()
                    .addKeyValue("service", name)
                    .addKeyValue("waitedMillis", drainTimeout.toMillis())
                    .log("did not drain in time and is interrupted; raise " + ServiceConfig.SHUTDOWN_TIMEOUT
                            + " if it needs longer");
            thread.interrupt();
        } catch (ExecutionException e) {
            log.atDebug().setCause(e).addKeyValue("service", name).log("had failed before it was closed");
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever ends a service must reach the one who waits for it.
    private void run() {
        try {
            service.run();
            ended.complete(null);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        }
    }
}
