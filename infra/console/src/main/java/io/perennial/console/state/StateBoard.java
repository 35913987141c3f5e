package io.perennial.console.state;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Holds the present state. Feeds replace parts of it, pages read it; safe for use by several threads. */
public final class StateBoard {
    private final List<BiConsumer<ConsoleState, ConsoleState>> listeners = new CopyOnWriteArrayList<>();
    private volatile ConsoleState state;

    public StateBoard(ConsoleState initial) {
        state = initial;
    }

    public ConsoleState now() {
        return state;
    }

    /** Calls {@code listener} with the state before and after each change, one change at a time, on the thread that made it. */
    public void onChange(BiConsumer<ConsoleState, ConsoleState> listener) {
        listeners.add(listener);
    }

    /** Applies a change; {@code change} returns its argument if there is nothing to change. */
    public synchronized void update(UnaryOperator<ConsoleState> change) {
        ConsoleState before = state;
        ConsoleState after = change.apply(before);
        if (after.revision() == before.revision()) {
            return;
        }
        state = after;
        listeners.forEach(listener -> listener.accept(before, after));
    }
}
