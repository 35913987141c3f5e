package io.perennial.console.feed;

import io.perennial.console.state.LogState;
import io.perennial.console.state.StateBoard;
import io.perennial.console.state.StateFold;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every topic that the console shows from its beginning, by itself: it belongs to no consumer group and commits nothing. Of
 * the verdicts, which are many, only the newest are read. One thread calls {@link #run()}; {@link #stop()} may come from another.
 */
public final class TopicFeed {
    private static final Logger log = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration METADATA = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration VERDICTS_SHOWN_AT_MOST_EVERY = Duration.ofSeconds(1);
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final KafkaClients clients;
    private final StateBoard board;
    private final StateFold fold;
    private final long verdicts;
    private volatile boolean stopping;
    private boolean caughtUp;

    /** @param verdicts how many of the newest verdicts to count */
    public TopicFeed(KafkaClients clients, StateBoard board, StateFold fold, long verdicts) {
        this.clients = clients;
        this.board = board;
        this.fold = fold;
        this.verdicts = verdicts;
    }

    /** Reads until stopped. Kafka's client waits by itself for a broker that went away. */
    public void run() {
        try (Consumer<String, byte[]> consumer = clients.consumer(Map.of("max.poll.records", 2_000))) {
            List<TopicPartition> partitions = partitions(consumer);
            if (stopping) {
                return;
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, partitions, ends);
            read(consumer, ends);
        }
    }

    public void stop() {
        stopping = true;
    }

    private void read(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        long shownAt = System.nanoTime();
        boolean unseen = true;
        while (!stopping) {
            ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
            boolean important = !caughtUp && isCaughtUp(consumer, ends);
            caughtUp |= important;
            for (ConsumerRecord<String, byte[]> entry : polled) {
                fold.apply(entry);
                unseen = true;
                important |= !entry.topic().equals(Topics.CURATION_VERDICTS);
            }
            boolean overdue = (System.nanoTime() - shownAt) / NANOS_PER_MILLI > VERDICTS_SHOWN_AT_MOST_EVERY.toMillis();
            if (unseen && ((caughtUp && important) || overdue)) {
                LogState view = fold.view(caughtUp);
                board.update(state -> state.with(view));
                shownAt = System.nanoTime();
                unseen = false;
            }
        }
    }

    /** Waits until all topics exist: another process may be creating them. */
    private List<TopicPartition> partitions(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : fold.topics()) {
            List<PartitionInfo> found = describe(consumer, topic);
            while (found.isEmpty() && !stopping) {
                log.atWarn().addKeyValue("topic", topic).log("waiting for a topic that does not exist yet");
                LockSupport.parkNanos(RETRY.toNanos());
                found = describe(consumer, topic);
            }
            found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        return partitions;
    }

    private static List<PartitionInfo> describe(Consumer<String, byte[]> consumer, String topic) {
        try {
            return Objects.requireNonNullElse(consumer.partitionsFor(topic, METADATA), List.of());
        } catch (TimeoutException | UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    private void seek(
            Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        consumer.seekToBeginning(partitions);
        List<TopicPartition> many = partitions.stream()
                .filter(partition -> partition.topic().equals(Topics.CURATION_VERDICTS))
                .toList();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(many);
        for (TopicPartition partition : many) {
            long newest = ends.getOrDefault(partition, 0L) - verdicts / many.size();
            consumer.seek(partition, Math.max(beginnings.getOrDefault(partition, 0L), newest));
        }
    }

    private static boolean isCaughtUp(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
