package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The committed events of one model in a topic that is keyed by model, from the first one on. All events of a model are in one
 * partition, so their offsets are comparable. Not safe for use by several threads.
 *
 * @param <T> the record class
 */
final class EventLog<T extends SpecificRecordBase> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final AvroWire<T> wire;
    private final String model;
    private final List<TopicPartition> partitions = new ArrayList<>();

    EventLog(Consumer<String, byte[]> consumer, String topic, Class<T> type, String model) {
        this.consumer = consumer;
        this.topic = topic;
        this.wire = AvroWire.of(type);
        this.model = model;
    }

    /** Reads from the start of the topic to its present end. */
    List<LoggedEvent<T>> readAll() {
        for (PartitionInfo partition : consumer.partitionsFor(topic)) {
            partitions.add(new TopicPartition(topic, partition.partition()));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<LoggedEvent<T>> events = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            events.addAll(poll(POLL));
        }
        return events;
    }

    /** What came since the last call; waits up to the time-out for the first event of any model. */
    List<LoggedEvent<T>> poll(Duration timeout) {
        List<LoggedEvent<T>> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
            if (model.equals(record.key()) && record.value() != null) {
                events.add(new LoggedEvent<>(record.offset(), decode(record)));
            }
        }
        return events;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private T decode(ConsumerRecord<String, byte[]> record) {
        try {
            return wire.decode(record.value());
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    topic + "-" + record.partition() + "@" + record.offset() + " of model " + model + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
