package io.perennial.console.state;

import java.util.Objects;

/**
 * Everything that the console shows at one moment.
 *
 * @param revision rises by one with every change
 */
public record ConsoleState(long revision, LogState log, LagState lag, RegistryState registry, KafkaState kafka) {
    public ConsoleState {
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(lag, "lag");
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(kafka, "kafka");
    }

    public ConsoleState with(LogState changed) {
        return new ConsoleState(revision + 1, changed, lag, registry, kafka);
    }

    public ConsoleState with(LagState changed) {
        return new ConsoleState(revision + 1, log, changed, registry, kafka);
    }

    public ConsoleState with(RegistryState changed) {
        return new ConsoleState(revision + 1, log, lag, changed, kafka);
    }

    public ConsoleState with(KafkaState changed) {
        return new ConsoleState(revision + 1, log, lag, registry, changed);
    }
}
