package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The samples of a curated topic by offset: from the topic, and what it no longer has from the archives of checkpoints. Not safe for
 * use by several threads.
 */
final class CuratedLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final String topic;
    private final BlobStore blobs;
    private final List<TopicPartition> partitions;

    /** @param consumer reads committed records only and has {@code auto.offset.reset=none} */
    CuratedLog(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, String topic, BlobStore blobs) {
        this.consumer = consumer;
        this.topic = topic;
        this.blobs = blobs;
        partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    String topic() {
        return topic;
    }

    /** First offset that the topic still has of each partition. */
    SortedMap<Integer, Long> beginnings() {
        SortedMap<Integer, Long> beginnings = new TreeMap<>();
        consumer.beginningOffsets(partitions)
                .forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
        return beginnings;
    }

    /** End of the committed records of each partition. */
    SortedMap<Integer, Long> ends() {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        consumer.endOffsets(partitions).forEach((partition, offset) -> ends.put(partition.partition(), offset));
        return ends;
    }

    /** True if every offset of the ranges is still in the topic. */
    boolean retains(OffsetRanges ranges) {
        SortedMap<Integer, Long> beginnings = beginnings();
        return ranges.toList().stream()
                .allMatch(range -> range.getFromOffset() >= beginnings.getOrDefault(range.getPartition(), 0L));
    }

    /**
     * Offers samples to a window until it is complete. If the log ends before, the window ends there too.
     *
     * @param from where the window starts in each partition
     * @param archives checkpoints whose archives may stand in for lost records
     * @throws ServiceException of kind data if records are neither in the topic nor archived
     */
    ClosedWindow fill(WindowAssembly window, SortedMap<Integer, Long> from, Collection<Checkpoint> archives) {
        SortedMap<Integer, Long> positions = offerArchived(window, from, archives);
        SortedMap<Integer, Long> ends = ends();
        Map<TopicPartition, Long> seeks = new HashMap<>();
        positions.forEach((partition, position) -> {
            window.reached(partition, position);
            if (window.wants(partition)) {
                seeks.put(new TopicPartition(topic, partition), position);
            }
        });
        Set<TopicPartition> wanted = seeks.keySet();
        consumer.assign(wanted);
        seeks.forEach(consumer::seek);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!window.isComplete() && System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                window.offer(
                        record.partition(),
                        record.offset(),
                        record.serializedValueSize(),
                        () -> WindowReader.decode(topic, record));
            }
            for (TopicPartition partition : wanted) {
                long position = consumer.position(partition);
                window.reached(partition.partition(), position);
                if (position >= ends.getOrDefault(partition.partition(), 0L)) {
                    window.endAt(partition.partition(), position);
                }
            }
        }
        consumer.unsubscribe();
        if (!window.isComplete()) {
            throw ServiceException.dependency(
                    "no answer from Kafka for " + topic + " in " + PATIENCE.toSeconds()
                            + " s; check the brokers, then try again",
                    null);
        }
        return window.close();
    }

    /** Hands every sample that is in the topic, or in the archives of the checkpoints, to a visitor; each once. */
    void forEach(Collection<Checkpoint> archives, Consumer<WindowSample> visitor) {
        SortedMap<Integer, Long> beginnings = beginnings();
        for (Checkpoint checkpoint : archives) {
            if (!retains(OffsetRanges.of(topic, checkpoint.getWindows()))) {
                for (WindowSample sample : ArchivedReplay.archived(blobs, checkpoint)) {
                    RecordPosition position = sample.position();
                    if (position.offset() < beginnings.getOrDefault(position.partition(), 0L)) {
                        visitor.accept(sample);
                    }
                }
            }
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                visitor.accept(new WindowSample(
                        new RecordPosition(record.partition(), record.offset()), WindowReader.decode(topic, record)));
            }
        }
        consumer.unsubscribe();
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Where to go on in the topic. */
    private SortedMap<Integer, Long> offerArchived(
            WindowAssembly window, SortedMap<Integer, Long> from, Collection<Checkpoint> archives) {
        SortedMap<Integer, Long> beginnings = beginnings();
        SortedMap<Integer, Long> positions = new TreeMap<>(from);
        List<Checkpoint> oldestFirst = archives.stream()
                .sorted(Comparator.comparingLong(Checkpoint::getVersion))
                .toList();
        for (Checkpoint checkpoint : oldestFirst) {
            Map<Integer, Long> reached = lostOf(checkpoint, positions, beginnings);
            if (!reached.isEmpty() && !window.isComplete()) {
                offerArchived(window, checkpoint, positions);
                positions.putAll(reached);
                reached.forEach(window::reached);
            }
        }
        positions.forEach((partition, position) -> {
            if (window.wants(partition) && position < beginnings.getOrDefault(partition, 0L)) {
                throw ServiceException.data(
                        topic + "-" + partition + "@" + position
                                + " and what follows is needed, but the topic begins at "
                                + beginnings.get(partition)
                                + " and no checkpoint has an archive of it; restore the topic from a backup",
                        null);
            }
        });
        return positions;
    }

    private void offerArchived(WindowAssembly window, Checkpoint checkpoint, SortedMap<Integer, Long> positions) {
        for (WindowSample sample : ArchivedReplay.archived(blobs, checkpoint)) {
            RecordPosition position = sample.position();
            if (position.offset() >= positions.getOrDefault(position.partition(), Long.MAX_VALUE)) {
                window.offer(
                        position.partition(), position.offset(), WIRE.encode(sample.sample()).length, sample::sample);
            }
        }
    }

    /** For each partition that has lost records of the checkpoint's window, where the window ends. */
    private static Map<Integer, Long> lostOf(
            Checkpoint checkpoint, SortedMap<Integer, Long> positions, SortedMap<Integer, Long> beginnings) {
        Map<Integer, Long> reached = new HashMap<>();
        checkpoint.getNextOffsets().forEach(next -> {
            long position = positions.getOrDefault(next.getPartition(), Long.MAX_VALUE);
            if (position < beginnings.getOrDefault(next.getPartition(), 0L) && next.getFromOffset() > position) {
                reached.put(next.getPartition(), next.getFromOffset());
            }
        });
        return reached;
    }
}
