package io.perennial.console.web;

import io.javalin.http.sse.SseClient;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * Server-sent events: {@code hello} first, then what happens; a comment every 15 s keeps the connection open. A client that comes back
 * with {@code Last-Event-ID} gets what it missed, or {@code reset} if that is no longer known. Each stream holds one thread.
 */
final class EventStream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST = 100;

    private final EventHub hub;
    private final Semaphore free = new Semaphore(MOST);

    EventStream(EventHub hub) {
        this.hub = hub;
    }

    void serve(SseClient client) {
        if (!free.tryAcquire()) {
            throw new RefusedException(
                    Refusal.NOT_POSSIBLE_NOW, MOST + " pages are live already; reload this one to refresh it");
        }
        try {
            stream(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private void stream(SseClient client) throws InterruptedException {
        String lastId = Objects.requireNonNullElse(client.ctx().header("Last-Event-ID"), "");
        long seen = lastId.isEmpty() ? hub.last() : hub.number(lastId);
        if (seen < 0) {
            seen = hub.last();
            client.sendEvent("reset", "{}", hub.id(seen));
        }
        client.sendEvent("hello", "{}", hub.id(seen));
        while (!client.terminated() && !hub.isClosed()) {
            EventHub.Batch batch = hub.await(seen, HEARTBEAT);
            if (batch.gap()) {
                client.sendEvent("reset", "{}", hub.id(batch.last()));
            } else if (batch.events().isEmpty()) {
                client.sendComment("still here");
            } else {
                batch.events().forEach(event -> client.sendEvent(event.name(), event.data(), hub.id(event.number())));
            }
            seen = batch.last();
        }
    }
}
