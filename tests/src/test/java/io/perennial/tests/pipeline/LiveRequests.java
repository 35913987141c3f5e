package io.perennial.tests.pipeline;

import io.perennial.tests.data.Labelled;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Callers that ask for an embedding ten times a second until they are closed. */
final class LiveRequests implements AutoCloseable {
    private final ScheduledExecutorService callers = Executors.newSingleThreadScheduledExecutor();
    private final RawTraffic traffic;
    private final String model;
    private final List<Labelled> items;
    private int next;

    LiveRequests(RawTraffic traffic, String model, List<Labelled> items) {
        this.traffic = traffic;
        this.model = model;
        this.items = items;
    }

    void start() {
        var unused = callers.scheduleAtFixedRate(this::request, 0, 100, TimeUnit.MILLISECONDS);
    }

    private void request() {
        traffic.request(model, items.get(next));
        next = (next + 1) % items.size();
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
