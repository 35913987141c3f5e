package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads old samples again by offset. The draws of an update are read in order of offset, once each. Not safe for use by several
 * threads.
 */
final class ReplayReader implements ReplaySource, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Reading on is cheaper than a seek, which throws fetched records away. */
    private static final long READ_ON_OFFSETS = 2_000;

    private final Consumer<String, byte[]> consumer;
    private final Duration patience;
    private final Deque<ConsumerRecord<String, byte[]>> fetched = new ArrayDeque<>();

    /**
     * @param consumer reads committed records only and has {@code auto.offset.reset=none}
     * @param patience how long to wait for a record that the log has
     */
    ReplayReader(Consumer<String, byte[]> consumer, Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    @Override
    public Map<RecordPosition, WindowSample> read(ReplayPool pool, Collection<RecordPosition> draws) {
        Map<RecordPosition, WindowSample> samples = new HashMap<>();
        SortedSet<RecordPosition> ordered = new TreeSet<>(draws);
        OffsetRanges offsets = pool.offsets();
        try {
            for (RecordPosition draw : ordered) {
                samples.put(draw, read(offsets, draw));
            }
        } catch (OffsetOutOfRangeException e) {
            throw ServiceException.data(
                    "replay needs records that the log no longer has: " + e.offsetOutOfRangePartitions()
                            + "; lengthen the retention of " + offsets.topic() + " or lower "
                            + TrainerConfig.REPLAY_HORIZON,
                    e);
        } finally {
            fetched.clear();
            consumer.unsubscribe();
        }
        return samples;
    }

    private WindowSample read(OffsetRanges pool, RecordPosition draw) {
        TopicPartition partition = new TopicPartition(pool.topic(), draw.partition());
        seek(partition, draw.offset());
        long deadline = System.nanoTime() + patience.toNanos();
        boolean wrapped = false;
        while (System.nanoTime() - deadline < 0) {
            while (!fetched.isEmpty()) {
                ConsumerRecord<String, byte[]> record = fetched.getFirst();
                if (record.offset() >= draw.offset() || wrapped) {
                    if (pool.contains(record.partition(), record.offset())) {
                        return new WindowSample(
                                new RecordPosition(record.partition(), record.offset()),
                                WindowReader.decode(pool.topic(), record));
                    }
                }
                fetched.removeFirst();
            }
            if (consumer.position(partition) >= pool.end(draw.partition())) {
                if (wrapped) {
                    throw new NoSuchElementException("no record of " + partition + " is in the replay pool");
                }
                wrapped = true;
                consumer.seek(partition, pool.first(draw.partition()).orElseThrow());
            }
            fetched.addAll(consumer.poll(POLL).records(partition));
        }
        throw ServiceException.dependency(
                "no answer from Kafka for " + partition + "@" + draw.offset() + " in " + patience.toSeconds()
                        + " s; check the brokers, then start again",
                null);
    }

    private void seek(TopicPartition partition, long offset) {
        if (!consumer.assignment().contains(partition)) {
            fetched.clear();
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            return;
        }
        while (!fetched.isEmpty() && fetched.getFirst().offset() < offset) {
            fetched.removeFirst();
        }
        long position = consumer.position(partition);
        if (fetched.isEmpty() && (position > offset || offset - position > READ_ON_OFFSETS)) {
            consumer.seek(partition, offset);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
