package io.perennial.curator.history;

import io.perennial.curator.topology.EventTime;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.KafkaReachability;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records that are in the topics now. There is no consumer group, and nothing is written or committed. Used by one thread.
 */
public final class PastRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of one partition in one poll: at most so many records wait for the other partitions. */
    private static final int MOST_WAITING = 100;

    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;

    private final KafkaClients clients;

    private PastRecords(KafkaClients clients) {
        this.clients = clients;
        consumer = clients.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_WAITING));
    }

    /** @throws ServiceException of kind dependency if Kafka does not answer */
    public static PastRecords open(ServiceConfig config) throws InterruptedException {
        KafkaReachability.await(config, () -> false);
        return new PastRecords(new KafkaClients(config, "perennial-curator-terminal"));
    }

    /**
     * Everything a topic has now, in the order of the partitions.
     *
     * @throws ServiceException of kind dependency if it does not exist
     */
    public List<OffsetRange> all(String topic) {
        List<TopicPartition> partitions = partitions(topic);
        return ranges(partitions, consumer.beginningOffsets(partitions));
    }

    /**
     * As {@link #all}, once every transaction that is open now has ended: what was committed before this call is in the ranges, also
     * behind records of others that are not committed yet.
     */
    public List<OffsetRange> settled(String topic) throws InterruptedException {
        Map<TopicPartition, Long> writtenEnds = writtenEnds(partitions(topic));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<OffsetRange> ranges = all(topic);
            if (ranges.stream()
                    .allMatch(range -> range.getToOffset()
                            >= writtenEnds.getOrDefault(new TopicPartition(topic, range.getPartition()), 0L))) {
                return ranges;
            }
            if (System.nanoTime() > deadline) {
                throw ServiceException.dependency(
                        "a transaction on " + topic + " has been open for " + PATIENCE.toSeconds()
                                + " s; look for a curator that hangs, then try again",
                        null);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** What is left of each partition from its first record that is not older than a time. */
    public List<OffsetRange> since(String topic, Instant time) {
        List<TopicPartition> partitions = partitions(topic);
        return ranges(partitions, offsets(partitions, time));
    }

    /** From the first record not older than one time up to the first not older than another, in each partition. */
    public List<OffsetRange> between(String topic, Instant from, Instant to) {
        List<OffsetRange> ranges = new ArrayList<>();
        Map<TopicPartition, Long> ends = offsets(partitions(topic), to);
        for (OffsetRange range : since(topic, from)) {
            long end = ends.getOrDefault(new TopicPartition(topic, range.getPartition()), range.getToOffset());
            ranges.add(new OffsetRange(
                    topic, range.getPartition(), range.getFromOffset(), Math.max(range.getFromOffset(), end)));
        }
        return ranges;
    }

    /**
     * Hands each record of the ranges to the visitor, those of a partition in their order. The partitions are merged by time: of the next
     * records of all, the earliest comes first.
     */
    public void read(List<OffsetRange> ranges, Consumer<ConsumerRecord<String, byte[]>> visitor) {
        Map<TopicPartition, Long> ends = begin(ranges);
        NavigableMap<TopicPartition, Queue<ConsumerRecord<String, byte[]>>> waiting = new TreeMap<>(BY_NAME);
        ends.keySet().forEach(partition -> waiting.put(partition, new ArrayDeque<>()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!waiting.isEmpty()) {
            Queue<ConsumerRecord<String, byte[]>> next = earliest(waiting.values());
            if (next == null) {
                fill(waiting, ends, deadline);
            } else {
                visitor.accept(next.remove());
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
        consumer.unsubscribe();
    }

    /** One record, if its topic still has it. */
    public Optional<ConsumerRecord<String, byte[]>> find(SourcePosition position) {
        for (OffsetRange range : all(position.getTopic())) {
            if (range.getPartition() == position.getPartition()
                    && range.getFromOffset() <= position.getOffset()
                    && position.getOffset() < range.getToOffset()) {
                List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
                OffsetRange one = new OffsetRange(
                        position.getTopic(), position.getPartition(), position.getOffset(), position.getOffset() + 1);
                read(List.of(one), found::add);
                return found.stream().findFirst();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Map<TopicPartition, Long> begin(List<OffsetRange> ranges) {
        Map<TopicPartition, Long> ends = new LinkedHashMap<>();
        for (OffsetRange range : ranges) {
            if (range.getFromOffset() < range.getToOffset()) {
                ends.put(new TopicPartition(range.getTopic(), range.getPartition()), range.getToOffset());
            }
        }
        consumer.assign(ends.keySet());
        for (OffsetRange range : ranges) {
            TopicPartition partition = new TopicPartition(range.getTopic(), range.getPartition());
            if (ends.containsKey(partition)) {
                consumer.seek(partition, range.getFromOffset());
            }
        }
        return ends;
    }

    /** The queue whose first record is the earliest; null as long as one has to be read first. */
    private static @Nullable Queue<ConsumerRecord<String, byte[]>> earliest(
            Collection<Queue<ConsumerRecord<String, byte[]>>> waiting) {
        Queue<ConsumerRecord<String, byte[]>> first = null;
        long earliest = Long.MAX_VALUE;
        for (Queue<ConsumerRecord<String, byte[]>> records : waiting) {
            ConsumerRecord<String, byte[]> head = records.peek();
            if (head == null) {
                return null;
            }
            if (first == null || EventTime.of(head) < earliest) {
                first = records;
                earliest = EventTime.of(head);
            }
        }
        return first;
    }

    /** Forgets the partitions that are at their end and reads on in those of which nothing waits. */
    private void fill(
            NavigableMap<TopicPartition, Queue<ConsumerRecord<String, byte[]>>> waiting,
            Map<TopicPartition, Long> ends,
            long deadline) {
        waiting.entrySet()
                .removeIf(entry -> entry.getValue().isEmpty()
                        && consumer.position(entry.getKey()) >= ends.getOrDefault(entry.getKey(), 0L));
        consumer.pause(consumer.assignment());
        List<TopicPartition> empty = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (empty.isEmpty()) {
            return;
        }
        if (System.nanoTime() > deadline) {
            throw ServiceException.dependency(
                    "no answer from Kafka in " + PATIENCE.toSeconds() + " s; check the brokers, then try again", null);
        }
        consumer.resume(empty);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Queue<ConsumerRecord<String, byte[]>> records = waiting.get(partition);
            if (records != null && record.offset() < ends.getOrDefault(partition, 0L)) {
                records.add(record);
            }
        }
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw ServiceException.dependency(
                    "topic " + topic + " does not exist; create the topics of the catalogue first", null);
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .sorted(BY_NAME)
                .toList();
    }

    /** Ends of what is written, committed or not. */
    private Map<TopicPartition, Long> writtenEnds(List<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = clients.admin()) {
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw ServiceException.dependency(
                    "Kafka does not tell the ends of " + partitions + ": " + e.getCause() + "; check the brokers", e);
        }
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
        found.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    private List<OffsetRange> ranges(List<TopicPartition> partitions, Map<TopicPartition, Long> starts) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<OffsetRange> ranges = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long start = Math.min(starts.getOrDefault(partition, end), end);
            ranges.add(new OffsetRange(partition.topic(), partition.partition(), start, end));
        }
        return ranges;
    }
}
