package io.perennial.evaluator.gold;

import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the current gold sets from {@code evaluation.gold}. */
public final class GoldTopic {
    private static final Duration POLL = Duration.ofMillis(200);

    private GoldTopic() {}

    /** The latest version of each set that was committed when the call began, by name. */
    public static Map<String, GoldSet> latest(KafkaClients clients) {
        AvroWire<GoldSet> wire = AvroWire.of(GoldSet.class);
        Map<String, GoldSet> sets = new TreeMap<>();
        try (Consumer<String, byte[]> consumer = clients.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.EVALUATION_GOLD).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                    if (entry.value() == null) {
                        sets.remove(entry.key());
                    } else {
                        sets.put(entry.key(), wire.decode(entry.value()));
                    }
                }
            }
        }
        return sets;
    }
}
