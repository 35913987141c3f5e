package io.perennial.evaluator.controller;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The committed states of all models, written by the controller and read by other threads. */
public final class StateBoard {
    private final Map<String, ModelState> states = new ConcurrentHashMap<>();
    private volatile Runnable listener = () -> {};
    private volatile boolean current;

    /** Names who is told of each change; it must return at once. */
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    /** The state of a model; the initial one if nothing is known. */
    public ModelState state(String model) {
        return states.getOrDefault(model, ModelState.initial(model));
    }

    /** All states at this moment; empty while the controller rebuilds them. */
    public Map<String, ModelState> snapshot() {
        return current ? Map.copyOf(states) : Map.of();
    }

    /** True when the states are those at the end of the log. */
    public boolean isCurrent() {
        return current;
    }

    void reset(Map<String, ModelState> rebuilt) {
        states.clear();
        states.putAll(rebuilt);
        current = true;
        listener.run();
    }

    void withdraw() {
        current = false;
    }

    void put(ModelState state) {
        states.put(state.model(), state);
        listener.run();
    }
}
