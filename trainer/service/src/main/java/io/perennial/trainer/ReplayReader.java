package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads old samples again from the topic, by offset. Cheap where each is asked for behind the one before, in the same partition. Not safe for
 * use by several threads.
 */
final class ReplayReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Reading on is cheaper than a seek, which throws fetched records away. */
    private static final long READ_ON_OFFSETS = 2_000;

    private final Consumer<String, byte[]> consumer;
    private final Duration patience;
    private final Deque<ConsumerRecord<String, byte[]>> fetched = new ArrayDeque<>();
    private long asked;

    /**
     * @param consumer reads committed records only and has {@code auto.offset.reset=none}
     * @param patience how long to wait for a record that the log has
     */
    ReplayReader(Consumer<String, byte[]> consumer, Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    /** First offset that the topic still has of each of these partitions. */
    SortedMap<Integer, Long> beginnings(String topic, Collection<Integer> partitions) {
        SortedMap<Integer, Long> beginnings = new TreeMap<>();
        consumer.beginningOffsets(partitions.stream()
                        .map(partition -> new TopicPartition(topic, partition))
                        .toList())
                .forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
        return beginnings;
    }

    /**
     * The sample at a position, else the next one of the pool in the partition; empty if none follows.
     *
     * @throws OffsetOutOfRangeException if the topic does not have the position any more
     */
    Optional<WindowSample> next(OffsetRanges pool, RecordPosition from) {
        TopicPartition partition = new TopicPartition(pool.topic(), from.partition());
        seek(partition, from.offset());
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            while (!fetched.isEmpty()) {
                ConsumerRecord<String, byte[]> record = fetched.getFirst();
                if (record.offset() >= from.offset() && pool.contains(record.partition(), record.offset())) {
                    return Optional.of(new WindowSample(
                            new RecordPosition(record.partition(), record.offset()),
                            WindowReader.decode(pool.topic(), record)));
                }
                fetched.removeFirst();
            }
            if (consumer.position(partition) >= pool.end(from.partition())) {
                return Optional.empty();
            }
            fetched.addAll(consumer.poll(POLL).records(partition));
        }
        throw ServiceException.dependency(
                "no answer from Kafka for " + partition + "@" + from.offset() + " in " + patience.toSeconds()
                        + " s; check the brokers, then start again",
                null);
    }

    /** Forgets what was fetched, until the next time. */
    void rest() {
        fetched.clear();
        consumer.unsubscribe();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void seek(TopicPartition partition, long offset) {
        if (!consumer.assignment().contains(partition)) {
            fetched.clear();
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            asked = offset;
            return;
        }
        if (offset < asked) {
            fetched.clear();
        }
        asked = offset;
        while (!fetched.isEmpty() && fetched.getFirst().offset() < offset) {
            fetched.removeFirst();
        }
        long position = consumer.position(partition);
        if (fetched.isEmpty() && (position > offset || offset - position > READ_ON_OFFSETS)) {
            consumer.seek(partition, offset);
        }
    }
}
