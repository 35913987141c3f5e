package io.perennial.console.state;

import java.time.Instant;
import java.util.Objects;

/**
 * Whether Kafka answers.
 *
 * @param since when it began to be so
 * @param detail why not; empty when reachable
 */
public record KafkaState(boolean reachable, Instant since, String detail) {
    public KafkaState {
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(detail, "detail");
    }
}
