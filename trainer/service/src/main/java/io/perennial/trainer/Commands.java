package io.perennial.trainer;

import io.perennial.schemas.records.TrainerCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All commands to one model so far. Not safe for use by several threads. */
final class Commands implements AutoCloseable {
    private final EventLog<TrainerCommand> log;
    private final List<LoggedEvent<TrainerCommand>> received;

    /** Reads the commands that are there. */
    Commands(EventLog<TrainerCommand> log) {
        this.log = log;
        this.received = new ArrayList<>(log.readAll());
    }

    List<LoggedEvent<TrainerCommand>> received() {
        return List.copyOf(received);
    }

    /** Takes what came since; waits for it up to the time-out. True if there was something. */
    boolean refresh(Duration timeout) {
        return received.addAll(log.poll(timeout));
    }

    @Override
    public void close() {
        log.close();
    }
}
