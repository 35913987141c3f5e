package io.perennial.local.pipeline;

import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Services on threads of their own, of which one that fails ends the run. Used by one thread, except {@link #end}. */
public final class RunningServices implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final List<ServiceThread> threads = new ArrayList<>();
    private final List<CompletableFuture<?>> watches = new ArrayList<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    /** Starts a service; the thread has its name. */
    public void start(String name, Service service) {
        ServiceThread thread = ServiceThread.start(name, service, DRAIN);
        threads.add(thread);
        watches.add(thread.ended().whenComplete((nothing, failure) -> {
            if (failure != null) {
                ended.completeExceptionally(failure);
            }
        }));
    }

    /** Ends the wait of {@link #await}. Called from any thread. */
    public void end() {
        ended.complete(null);
    }

    /**
     * Waits until {@link #end} is called.
     *
     * @return false if the time was over first
     * @throws Exception what the first service threw that failed
     */
    public boolean await(Duration time) throws Exception {
        try {
            ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Asks all to drain at once, then waits for each, the last started first. */
    @Override
    public void close() {
        threads.forEach(ServiceThread::stop);
        for (int i = threads.size() - 1; i >= 0; i--) {
            threads.get(i).close();
        }
        threads.clear();
    }
}
