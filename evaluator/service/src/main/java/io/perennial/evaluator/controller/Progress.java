package io.perennial.evaluator.controller;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which offsets may be committed. An event that still waits holds back its partition, so that it is read again after a restart;
 * what was decided behind it is recognised by the id of its decision. Not safe for use by several threads.
 */
final class Progress {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, TreeSet<Long>> waiting = new HashMap<>();
    private boolean advanced;

    /** An event was decided, or needs no decision. */
    void done(TopicPartition partition, long offset) {
        next.merge(partition, offset + 1, Math::max);
        waiting.getOrDefault(partition, new TreeSet<>()).remove(offset);
        advanced = true;
    }

    /** An event waits for its checkpoint. */
    void postponed(TopicPartition partition, long offset) {
        next.merge(partition, offset + 1, Math::max);
        waiting.computeIfAbsent(partition, key -> new TreeSet<>()).add(offset);
    }

    /** True if there is something to commit since the last call of {@link #committed()}. */
    boolean hasAdvanced() {
        return advanced;
    }

    void committed() {
        advanced = false;
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, offset) -> {
            TreeSet<Long> held = waiting.getOrDefault(partition, new TreeSet<>());
            offsets.put(partition, new OffsetAndMetadata(held.isEmpty() ? offset : held.first()));
        });
        return offsets;
    }
}
