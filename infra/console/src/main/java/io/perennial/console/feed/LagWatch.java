package io.perennial.console.feed;

import io.perennial.console.state.KafkaState;
import io.perennial.console.state.LagState;
import io.perennial.console.state.LagState.GroupLag;
import io.perennial.console.state.LagState.TopicSize;
import io.perennial.console.state.StateBoard;
import io.perennial.schemas.topics.Topic;
import io.perennial.schemas.topics.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka how far its readers are, and so notices when Kafka is away. One thread calls {@link #look()} again and again. */
public final class LagWatch {
    private static final Logger log = LoggerFactory.getLogger(LagWatch.class);
    private static final long TIMEOUT_SECONDS = 5;

    private final Admin admin;
    private final StateBoard board;
    private final Clock clock;

    public LagWatch(Admin admin, StateBoard board, Clock clock) {
        this.admin = admin;
        this.board = board;
        this.clock = clock;
    }

    /** Looks once and updates the board; never throws for a broker that is away. */
    public void look() throws InterruptedException {
        try {
            LagState lag = read();
            board.update(state -> lag.equals(state.lag()) ? state : state.with(lag));
            report(true, "");
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            report(false, cause.getMessage() == null ? "no answer in " + TIMEOUT_SECONDS + " s" : cause.getMessage());
        }
    }

    private void report(boolean reachable, String detail) {
        board.update(state -> {
            if (state.kafka().reachable() == reachable) {
                return state;
            }
            log.atInfo()
                    .addKeyValue("reachable", reachable)
                    .addKeyValue("detail", detail)
                    .log("Kafka's reachability changed");
            return state.with(new KafkaState(reachable, clock.instant(), detail));
        });
    }

    private LagState read() throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, TopicDescription> topics = describe();
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> beginnings = offsets(partitions, OffsetSpec.earliest());
        return new LagState(groups(ends), sizes(topics, beginnings, ends));
    }

    private Map<String, TopicDescription> describe() throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> existing = answer(admin.listTopics().names());
        List<String> ours = Topics.catalogue().stream()
                .map(Topic::name)
                .filter(existing::contains)
                .toList();
        return answer(admin.describeTopics(ours).allTopicNames());
    }

    private List<TopicSize> sizes(
            Map<String, TopicDescription> topics,
            Map<TopicPartition, Long> beginnings,
            Map<TopicPartition, Long> ends) {
        List<TopicSize> sizes = new ArrayList<>();
        for (Topic topic : Topics.catalogue()) {
            TopicDescription description = topics.get(topic.name());
            if (description == null) {
                continue;
            }
            long offsets = 0;
            for (var partition : description.partitions()) {
                TopicPartition key = new TopicPartition(topic.name(), partition.partition());
                offsets += ends.getOrDefault(key, 0L) - beginnings.getOrDefault(key, 0L);
            }
            sizes.add(new TopicSize(topic.name(), description.partitions().size(), offsets, topic.writer()));
        }
        return sizes;
    }

    private List<GroupLag> groups(Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, GroupListing> groups = answer(admin.listGroups().valid()).stream()
                .collect(
                        Collectors.toMap(GroupListing::groupId, Function.identity(), (one, same) -> one, TreeMap::new));
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        groups.keySet().forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
        if (specs.isEmpty()) {
            return List.of();
        }
        Map<String, Map<TopicPartition, OffsetAndMetadata>> positions =
                answer(admin.listConsumerGroupOffsets(specs).all());
        Map<TopicPartition, Long> allEnds = withOthers(ends, positions.values());
        List<GroupLag> lags = new ArrayList<>();
        groups.forEach((name, group) -> {
            String state = group.groupState().map(GroupState::toString).orElse("");
            lagByTopic(positions.getOrDefault(name, Map.of()), allEnds)
                    .forEach((topic, lag) -> lags.add(new GroupLag(name, state, topic, lag)));
        });
        return lags;
    }

    /** Groups may read topics outside the catalogue, such as the internal ones of Kafka Streams. */
    private Map<TopicPartition, Long> withOthers(
            Map<TopicPartition, Long> ends, Collection<Map<TopicPartition, OffsetAndMetadata>> positions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<TopicPartition> others = new HashSet<>();
        positions.forEach(ofGroup -> others.addAll(ofGroup.keySet()));
        others.removeAll(ends.keySet());
        Map<TopicPartition, Long> all = new HashMap<>(ends);
        all.putAll(offsets(others, OffsetSpec.latest()));
        return all;
    }

    private static Map<String, Long> lagByTopic(
            Map<TopicPartition, OffsetAndMetadata> positions, Map<TopicPartition, Long> ends) {
        Map<String, Long> lags = new TreeMap<>();
        positions.forEach((partition, position) -> {
            if (position != null) {
                long lag = Math.max(0, ends.getOrDefault(partition, 0L) - position.offset());
                lags.merge(partition.topic(), lag, Long::sum);
            }
        });
        return lags;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer(admin.listOffsets(request).all()).forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
