package io.perennial.evaluator.harm;

import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads the curated topic of a signal from its end backwards until the slices are there, in growing steps and no further than a bound. A
 * source lies in one partition of the raw topic, where offsets order its samples; in the curated topic it lies in all of them.
 */
final class SliceReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FIRST_STEP = 512;
    private static final int SPARE = Slices.SIZE;

    private final AvroWire<CuratedSample> wire = AvroWire.of(CuratedSample.class);
    private final KafkaClients clients;
    private final long mostBytes;

    /** @param mostBytes of records that are read for one signal, about */
    SliceReader(KafkaClients clients, long mostBytes) {
        this.clients = clients;
        this.mostBytes = mostBytes;
    }

    /** The slices; empty if they are not within reach. */
    Optional<Slices> read(DriftSignal signal) {
        try (Consumer<String, byte[]> consumer = clients.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.curated(signal.getModality())).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            List<Slices.Placed> found = new ArrayList<>();
            long bytes = 0;
            for (long step = FIRST_STEP; bytes < mostBytes && !ends.equals(begins); step *= 2) {
                for (TopicPartition partition : partitions) {
                    long end = ends.getOrDefault(partition, 0L);
                    long from = Math.max(begins.getOrDefault(partition, 0L), end - step);
                    bytes += read(consumer, partition, from, end, signal, found);
                    ends.put(partition, from);
                }
                Optional<Slices> slices = Slices.of(signal, found, SPARE);
                if (slices.isPresent()) {
                    return slices;
                }
            }
            return ends.equals(begins) ? Slices.of(signal, found, 0) : Optional.empty();
        }
    }

    /** Returns how many bytes were read. */
    private long read(
            Consumer<String, byte[]> consumer,
            TopicPartition partition,
            long from,
            long end,
            DriftSignal signal,
            List<Slices.Placed> found) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long bytes = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(partition + " could not be read from " + from + " to " + end + " in "
                        + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                if (entry.offset() < end && entry.value() != null) {
                    bytes += entry.value().length;
                    CuratedSample sample = TopicTail.decode(wire, entry);
                    if (concerns(signal, sample)) {
                        found.add(new Slices.Placed(sample, entry.timestamp()));
                    }
                }
            }
        }
        return bytes;
    }

    private static boolean concerns(DriftSignal signal, CuratedSample sample) {
        SourcePosition origin = signal.getOrigin();
        SourcePosition own = sample.getOrigin();
        return (signal.getSource().isEmpty() || signal.getSource().equals(sample.getSource()))
                && own.getTopic().equals(origin.getTopic())
                && own.getPartition() == origin.getPartition()
                && own.getOffset() <= origin.getOffset();
    }
}
