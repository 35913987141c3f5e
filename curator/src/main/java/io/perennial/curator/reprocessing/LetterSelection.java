package io.perennial.curator.reprocessing;

import java.time.Instant;
import java.util.Set;

/**
 * Which dead letters a person means. All conditions have to hold.
 *
 * @param errors ids of rules, such as {@code missing_blob}; empty: any
 * @param sources empty: any
 * @param topics raw topics; empty: any
 * @param from time of the raw record, inclusive
 * @param to exclusive
 * @param again also what was put back before and became a dead letter again
 */
public record LetterSelection(
        Set<String> errors, Set<String> sources, Set<String> topics, Instant from, Instant to, boolean again) {
    public LetterSelection {
        errors = Set.copyOf(errors);
        sources = Set.copyOf(sources);
        topics = Set.copyOf(topics);
    }

    boolean holds(DeadLetter letter) {
        Instant time = Instant.ofEpochMilli(letter.record().timestamp());
        return (errors.isEmpty() || errors.contains(letter.error()))
                && (sources.isEmpty()
                        || sources.contains(String.valueOf(letter.record().key())))
                && (topics.isEmpty() || topics.contains(letter.origin().getTopic()))
                && !time.isBefore(from)
                && time.isBefore(to);
    }
}
