package io.perennial.console.command;

import io.perennial.schemas.records.OperatorCommand;

/** Where accepted commands go. */
@FunctionalInterface
public interface CommandLog {
    /**
     * Writes one command durably.
     *
     * @throws RefusedException with {@link Refusal#KAFKA_AWAY} if it cannot be written now
     */
    void append(OperatorCommand command);
}
