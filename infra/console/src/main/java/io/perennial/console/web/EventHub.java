package io.perennial.console.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest events, for everyone who listens. A listener names the last event it saw and gets what came after; a listener that is slow
 * holds up nobody. Safe for use by several threads.
 */
public final class EventHub {
    private static final int KEPT = 2_000;

    private final Deque<Event> events = new ArrayDeque<>();
    private final String era;
    private long last;
    private boolean closed;

    /**
     * One event.
     *
     * @param number counted from 1
     * @param name kind of event
     * @param data JSON
     */
    public record Event(long number, String name, String data) {}

    /**
     * What a listener gets.
     *
     * @param gap true: events were lost in between, ask for the whole state
     */
    public record Batch(List<Event> events, long last, boolean gap) {}

    /** @param era differs for each run of the console, so that ids of an earlier run are recognised */
    public EventHub(String era) {
        this.era = era;
    }

    public synchronized void publish(String name, String data) {
        last++;
        events.addLast(new Event(last, name, data));
        if (events.size() > KEPT) {
            events.removeFirst();
        }
        notifyAll();
    }

    /** Waits for events after {@code seen}, at most {@code patience}; the batch may be empty. */
    public synchronized Batch await(long seen, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (last == seen && !closed) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        List<Event> after =
                events.stream().filter(event -> event.number() > seen).toList();
        boolean gap = seen > last || (last > seen && after.size() < last - seen);
        return new Batch(after, last, gap);
    }

    public synchronized long last() {
        return last;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Lets all listeners go. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** The id of an event as clients send it back in {@code Last-Event-ID}. */
    public String id(long number) {
        return era + "." + number;
    }

    /** The number in an id; -1 if it is of another run or no id at all. */
    public long number(String id) {
        if (!id.startsWith(era + ".")) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(era.length() + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
