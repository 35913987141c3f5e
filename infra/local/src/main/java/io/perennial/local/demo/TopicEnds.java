package io.perennial.local.demo;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the partitions of a topic ended at a moment: what lies behind came later.
 *
 * @param offsets next offset of each partition
 */
record TopicEnds(String topic, Map<Integer, Long> offsets) {
    TopicEnds {
        offsets = Map.copyOf(offsets);
    }

    static TopicEnds now(ServiceConfig config, String topic) {
        try (var consumer = new KafkaClients(config, "perennial-local-demo").consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            return new TopicEnds(
                    topic,
                    consumer.endOffsets(partitions).entrySet().stream()
                            .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue)));
        }
    }

    /** How many of the offsets from {@code from} to {@code to}, exclusive, came later. */
    long later(int partition, long from, long to) {
        return Math.max(0, to - Math.max(from, offsets.getOrDefault(partition, 0L)));
    }
}
