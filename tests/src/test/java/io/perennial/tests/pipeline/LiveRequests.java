package io.perennial.tests.pipeline;

import io.perennial.tests.data.Labelled;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that ask for an embedding ten times a second until they are closed. */
final class LiveRequests implements AutoCloseable {
    private final ScheduledExecutorService callers = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger next = new AtomicInteger();

    LiveRequests(RawTraffic traffic, String model, List<Labelled> items) {
        Runnable request = () -> traffic.request(model, items.get(Math.floorMod(next.getAndIncrement(), items.size())));
        var unused = callers.scheduleAtFixedRate(request, 0, 100, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
