package io.perennial.tests.pipeline;

import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * All committed records of a topic, read from the beginning and kept. Used by one thread.
 *
 * @param <T> the record
 */
final class TopicLog<T extends SpecificRecordBase> implements AutoCloseable {
    private final String topic;
    private final AvroWire<T> wire;
    private final Consumer<String, byte[]> consumer;
    private final List<T> records = new ArrayList<>();

    TopicLog(KafkaClients clients, String topic, Class<T> type) {
        this.topic = topic;
        wire = AvroWire.of(type);
        consumer = clients.consumer(Map.of());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Everything committed so far. */
    List<T> read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(each -> records.add(wire.decode(each.value())));
        }
        return records;
    }

    /** Waits for the first record that the condition holds for. */
    T await(String what, Duration limit, Predicate<T> condition) {
        Awaitility.await(what + " on " + topic)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> find(condition).isPresent());
        return find(condition).orElseThrow();
    }

    Optional<T> find(Predicate<T> condition) {
        return read().stream().filter(condition).findFirst();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
