package io.perennial.console.web;

import io.javalin.http.Context;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

    /** Blocks until the client goes away or the console stops. */
    void serve(Context request) throws IOException {
        if (!free.tryAcquire()) {
            throw new RefusedException(
                    Refusal.NOT_POSSIBLE_NOW, MOST + " pages are live already; reload this one to refresh it");
        }
        try {
            request.res().setContentType("text/event-stream");
            request.res().setCharacterEncoding("UTF-8");
            request.res().setHeader("X-Accel-Buffering", "no");
            stream(request, request.res().getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private void stream(Context request, OutputStream out) throws IOException, InterruptedException {
        String lastId = Objects.requireNonNullElse(request.header("Last-Event-ID"), "");
        long seen = lastId.isEmpty() ? hub.last() : hub.number(lastId);
        if (seen < 0) {
            seen = hub.last();
            send(out, "reset", "{}", seen);
        }
        send(out, "hello", "{}", seen);
        while (!hub.isClosed()) {
            EventHub.Batch batch = hub.await(seen, HEARTBEAT);
            if (batch.gap()) {
                send(out, "reset", "{}", batch.last());
            } else if (batch.events().isEmpty()) {
                write(out, ": still here\n\n");
            } else {
                for (EventHub.Event event : batch.events()) {
                    send(out, event.name(), event.data(), event.number());
                }
            }
            seen = batch.last();
        }
    }

    private void send(OutputStream out, String name, String data, long number) throws IOException {
        write(out, "event: " + name + "\nid: " + hub.id(number) + "\ndata: " + data + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
