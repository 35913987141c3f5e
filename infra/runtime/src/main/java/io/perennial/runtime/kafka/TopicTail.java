package io.perennial.runtime.kafka;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads whole topics without a consumer group, for whoever's state is what the topics say: it starts at their beginning (or at a
 * time) and commits nothing. Used by one thread.
 */
public final class TopicTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final java.util.function.Consumer<ConsumerRecord<String, byte[]>> handler;

    /**
     * Assigns all partitions of the topics to the consumer and goes to their beginning.
     *
     * @param consumer is closed with the tail; who needs it for something else after {@link #readToEnd()} does not close the tail
     * @param handler called for each record that has a value, in the order of each partition
     * @throws ServiceException of kind dependency if a topic does not exist
     */
    public TopicTail(
            Consumer<String, byte[]> consumer,
            Collection<String> topics,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> handler) {
        this.consumer = consumer;
        this.handler = handler;
        this.partitions =
                topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw ServiceException.dependency(
                    "topic " + topic + " does not exist; create the topics of the catalogue first", null);
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Goes to the first record of each partition that is not older. */
    public void seek(Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        partitions.forEach(partition -> {
            OffsetAndTimestamp offset = found.get(partition);
            consumer.seek(partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset());
        });
    }

    /** Reads up to the present end of all topics. */
    public void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(POLL);
        }
    }

    /** Handles what has come, and waits up to the time-out for the first record. */
    public void poll(Duration timeout) {
        for (ConsumerRecord<String, byte[]> entry : consumer.poll(timeout)) {
            if (entry.value() != null) {
                handler.accept(entry);
            }
        }
    }

    /**
     * Decodes a record.
     *
     * @throws ServiceException that names topic, partition and offset if it cannot be decoded
     */
    public static <T extends org.apache.avro.specific.SpecificRecordBase> T decode(
            AvroWire<T> wire, ConsumerRecord<String, byte[]> entry) {
        try {
            return wire.decode(entry.value());
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    entry.topic() + "-" + entry.partition() + "@" + entry.offset() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
