package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads one window after the other from all partitions of a curated topic. It assigns partitions itself and seeks to the offsets
 * of the checkpoint; committed group offsets are never read. Partitions that have given their part are paused, so at most one
 * window is in memory, and the next one while it is trained. Not safe for use by several threads.
 */
final class WindowReader implements AutoCloseable {
    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final int windowSamples;
    private final long windowBytes;
    private final Predicate<WindowSample> readable;
    private List<TopicPartition> partitions = List.of();
    private @Nullable WindowAssembly assembly;
    private @Nullable WindowAssembly ahead;

    /**
     * @param consumer reads committed records only and has {@code auto.offset.reset=none}
     * @param readable which samples the encoder can read
     */
    WindowReader(
            Consumer<String, byte[]> consumer,
            String topic,
            int windowSamples,
            long windowBytes,
            Predicate<WindowSample> readable) {
        this.consumer = consumer;
        this.topic = topic;
        this.windowSamples = windowSamples;
        this.windowBytes = windowBytes;
        this.readable = readable;
    }

    /** Opens the next window of the state and forgets what was read of another one. */
    void open(TrainerState state) {
        SortedMap<Integer, Long> from = positions(state);
        WindowAssembly begun = ahead;
        ahead = null;
        if (begun != null && begun.isWindow(from, state.quarantined())) {
            assembly = begun;
        } else {
            seek(from);
            assembly = assembly(from, state.quarantined());
        }
    }

    /** Opens the next window of the state with the ends that were decided for it. */
    void open(TrainerState state, SortedMap<Integer, Long> ends) {
        SortedMap<Integer, Long> from = positions(state);
        ahead = null;
        seek(from);
        WindowAssembly planned = new WindowAssembly(from, WindowQuota.unlimited(), state.quarantined(), readable);
        from.forEach((partition, offset) -> planned.endAt(partition, ends.getOrDefault(partition, offset)));
        assembly = planned;
    }

    /** Lets the open window end with the records that are committed now. */
    void closeEarly() {
        consumer.endOffsets(partitions).forEach((partition, end) -> opened().endAt(partition.partition(), end));
    }

    /** Takes what has arrived; the window, once it is complete. */
    Optional<ClosedWindow> poll(Duration timeout) {
        WindowAssembly current = opened();
        if (!current.isComplete()) {
            take(current, timeout);
        }
        return current.isComplete() ? Optional.of(current.close()) : Optional.empty();
    }

    /** Opens the window that follows a closed one, if nobody interferes; {@link #readAhead} takes what arrives of it. */
    void openAhead(ClosedWindow window, OffsetRanges quarantined) {
        SortedMap<Integer, Long> from = new TreeMap<>();
        window.nextOffsets().forEach(next -> from.put(next.getPartition(), next.getFromOffset()));
        seek(from);
        ahead = assembly(from, quarantined);
    }

    /** Takes what has arrived of the window that was opened ahead, without waiting. Trouble is left to the opening of that window. */
    void readAhead() {
        WindowAssembly current = ahead;
        if (current != null && !current.isComplete()) {
            try {
                take(current, Duration.ZERO);
            } catch (ServiceException | KafkaException e) {
                ahead = null;
            }
        }
    }

    /** Samples of the open window that are here. */
    long size() {
        return opened().size();
    }

    /** For the advisory offsets of the group. */
    ConsumerGroupMetadata groupMetadata() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(WindowAssembly current, Duration timeout) {
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
                current.offer(
                        record.partition(), record.offset(), record.serializedValueSize(), () -> decode(topic, record));
            }
        } catch (OffsetOutOfRangeException e) {
            throw lost(e.offsetOutOfRangePartitions());
        }
        for (TopicPartition partition : partitions) {
            current.reached(partition.partition(), consumer.position(partition));
            if (!current.wants(partition.partition())) {
                consumer.pause(List.of(partition));
            }
        }
    }

    private WindowAssembly assembly(SortedMap<Integer, Long> from, OffsetRanges quarantined) {
        WindowQuota quota = WindowQuota.of(windowSamples, windowBytes, from.size());
        return new WindowAssembly(from, quota, quarantined, readable);
    }

    /** Where the window of a state starts, in each partition that the topic has now. */
    private SortedMap<Integer, Long> positions(TrainerState state) {
        List<TopicPartition> all = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(topic)) {
            all.add(new TopicPartition(topic, partition.partition()));
        }
        partitions = all;
        SortedMap<Integer, Long> beginnings = new TreeMap<>();
        consumer.beginningOffsets(all).forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
        SortedMap<Integer, Long> from = state.positions(beginnings);
        Map<TopicPartition, Long> lost = new HashMap<>();
        from.forEach((partition, offset) -> {
            if (!beginnings.containsKey(partition) || offset < beginnings.get(partition)) {
                lost.put(new TopicPartition(topic, partition), offset);
            }
        });
        if (!lost.isEmpty()) {
            throw lost(lost);
        }
        return from;
    }

    private void seek(SortedMap<Integer, Long> from) {
        consumer.assign(partitions);
        consumer.resume(partitions);
        from.forEach((partition, offset) -> consumer.seek(new TopicPartition(topic, partition), offset));
    }

    private ServiceException lost(Map<TopicPartition, Long> wanted) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        StringBuilder seen = new StringBuilder();
        wanted.forEach((partition, offset) -> seen.append(partition)
                .append('@')
                .append(offset)
                .append(" (the log has ")
                .append(beginnings.getOrDefault(partition, 0L))
                .append(" to ")
                .append(ends.getOrDefault(partition, 0L))
                .append("), "));
        return ServiceException.data(
                "the next window starts at records that the log no longer has: " + seen
                        + "because of retention or because the topic was made anew; restore " + topic
                        + ", or rewind the trainer to a checkpoint whose next offsets are still there",
                null);
    }

    private WindowAssembly opened() {
        if (assembly == null) {
            throw new IllegalStateException("no window of " + topic + " is open");
        }
        return assembly;
    }

    static CuratedSample decode(String topic, ConsumerRecord<String, byte[]> record) {
        try {
            return WIRE.decode(record.value());
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    topic + "-" + record.partition() + "@" + record.offset() + ": " + e.getMessage()
                            + "; quarantine the offset with a REWIND, or upgrade the trainer",
                    e);
        }
    }
}
