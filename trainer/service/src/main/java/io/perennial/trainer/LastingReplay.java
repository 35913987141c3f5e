package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.OffsetRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * Reads old samples again: from the topic, and those that retention has deleted from the archives of the checkpoints whose windows they were
 * in. What stands for a drawn offset is the same wherever it is read. Not safe for use by several threads.
 */
final class LastingReplay implements ReplaySource {
    /** In the order of time as far as it is known, so that an archive is read once. */
    private static final Comparator<RecordPosition> ACROSS_PARTITIONS =
            Comparator.comparingLong(RecordPosition::offset).thenComparingInt(RecordPosition::partition);

    private final ReplayReader topic;
    private final BlobStore blobs;

    LastingReplay(ReplayReader topic, BlobStore blobs) {
        this.topic = topic;
        this.blobs = blobs;
    }

    @Override
    public Map<RecordPosition, WindowSample> read(ReplayPool pool, Collection<RecordPosition> draws) {
        Set<Integer> partitions =
                pool.offsets().toList().stream().map(OffsetRange::getPartition).collect(Collectors.toSet());
        Reading reading = new Reading(pool, new ArchivedReplay(blobs, pool.lineage()), new TreeMap<>());
        reading.beginnings().putAll(topic.beginnings(pool.offsets().topic(), partitions));
        Map<RecordPosition, WindowSample> samples = new HashMap<>();
        List<RecordPosition> lost =
                draws.stream().filter(reading::isLost).sorted(ACROSS_PARTITIONS).toList();
        List<RecordPosition> retained =
                draws.stream().filter(draw -> !reading.isLost(draw)).sorted().toList();
        try {
            lost.forEach(draw -> samples.put(draw, sample(reading, draw)));
            retained.forEach(draw -> samples.put(draw, sample(reading, draw)));
        } finally {
            topic.rest();
        }
        return samples;
    }

    private record Reading(ReplayPool pool, ArchivedReplay archives, SortedMap<Integer, Long> beginnings) {
        boolean isLost(RecordPosition position) {
            return position.offset() < beginnings.getOrDefault(position.partition(), 0L);
        }
    }

    private WindowSample sample(Reading reading, RecordPosition draw) {
        return next(reading, draw)
                .or(() -> next(reading, first(reading, draw.partition())))
                .orElseThrow(() -> new NoSuchElementException("no record of partition " + draw.partition() + " of "
                        + reading.pool().offsets().topic() + " is in the replay pool"));
    }

    private Optional<WindowSample> next(Reading reading, RecordPosition from) {
        if (reading.isLost(from)) {
            return reading.archives().next(reading.pool(), from);
        }
        try {
            return topic.next(reading.pool().offsets(), from);
        } catch (OffsetOutOfRangeException e) {
            // Retention went on since the beginnings were asked for.
            OffsetRanges offsets = reading.pool().offsets();
            reading.beginnings().putAll(topic.beginnings(offsets.topic(), List.of(from.partition())));
            if (!reading.isLost(from)) {
                throw ServiceException.data(
                        "replay cannot read " + from.in(offsets.topic()) + ": " + e.getMessage()
                                + "; check the topic, then start again",
                        e);
            }
            return reading.archives().next(reading.pool(), from);
        }
    }

    private static RecordPosition first(Reading reading, int partition) {
        return new RecordPosition(
                partition, reading.pool().offsets().first(partition).orElseThrow());
    }
}
