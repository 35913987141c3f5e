package io.perennial.evaluator.controller;

import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the state of all models from the log: decisions folded from the first to the last, checkpoints, and the published
 * desired states as a check. Used once, by one thread, after the transactions of any earlier controller are over.
 */
final class StateLog {
    private static final Logger log = LoggerFactory.getLogger(StateLog.class);
    private static final AvroWire<Decision> DECISIONS = AvroWire.of(Decision.class);
    private static final AvroWire<Checkpoint> CHECKPOINTS = AvroWire.of(Checkpoint.class);
    private static final AvroWire<DesiredModel> DESIRED = AvroWire.of(DesiredModel.class);

    private final Consumer<String, byte[]> consumer;
    private final Map<String, ModelState> states = new TreeMap<>();
    private final Map<String, Decision> lastChange = new HashMap<>();
    private final Map<String, Long> published = new HashMap<>();
    private final Map<TopicPartition, Long> checkpointPositions = new HashMap<>();

    StateLog(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Reads all three topics to their end. */
    void read() {
        replay(Topics.PROMOTION_DECISIONS, this::fold);
        Map<String, List<Checkpoint>> checkpoints = new HashMap<>();
        replay(Topics.TRAINING_CHECKPOINTS, entry -> collect(entry, checkpoints));
        consumer.assignment().forEach(partition -> checkpointPositions.put(partition, consumer.position(partition)));
        checkpoints.forEach((model, list) -> states.put(model, state(model).with(list)));
        replay(Topics.SERVING_DESIRED, this::notePublished);
        states.values().forEach(this::check);
    }

    Map<String, ModelState> states() {
        return states;
    }

    /** Where the checkpoints go on. */
    Map<TopicPartition, Long> checkpointPositions() {
        return checkpointPositions;
    }

    /** Desired states that the topic lacks although the decisions lead to them. */
    List<DesiredModel> unpublished() {
        List<DesiredModel> missing = new ArrayList<>();
        lastChange.forEach((model, decision) -> {
            if (published.getOrDefault(model, 0L) < decision.getGeneration()) {
                missing.add(state(model).desired(decision));
            }
        });
        return missing;
    }

    static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw ServiceException.dependency(
                    "topic " + topic + " does not exist; create the topics of the catalogue before the controller",
                    null);
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void replay(String topic, java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader) {
        new TopicTail(consumer, List.of(topic), reader).readToEnd();
    }

    private void fold(ConsumerRecord<String, byte[]> entry) {
        Decision decision;
        try {
            decision = DECISIONS.decode(entry.value());
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    position(entry) + " is no decision that this release can read: " + e.getMessage()
                            + "; upgrade the controller",
                    e);
        }
        ModelState before = state(decision.getModel());
        Optional<String> broken = AuditChain.check(before.decided().size(), entry.value(), before.lastHash());
        broken.ifPresent(why -> log.atError()
                .addKeyValue("model", decision.getModel())
                .addKeyValue("at", position(entry))
                .log("audit chain is broken, nothing is promoted automatically: {}", why));
        ModelState after = before.after(decision);
        if (after.generation() > before.generation()) {
            lastChange.put(decision.getModel(), decision);
        }
        states.put(decision.getModel(), broken.isPresent() ? after.withBrokenChain() : after);
    }

    private static void collect(ConsumerRecord<String, byte[]> entry, Map<String, List<Checkpoint>> checkpoints) {
        decode(entry, CHECKPOINTS)
                .ifPresent(checkpoint -> checkpoints
                        .computeIfAbsent(checkpoint.getModel(), model -> new ArrayList<>())
                        .add(checkpoint));
    }

    private void notePublished(ConsumerRecord<String, byte[]> entry) {
        decode(entry, DESIRED).ifPresent(desired -> published.put(desired.getModel(), desired.getGeneration()));
    }

    private void check(ModelState state) {
        long seen = published.getOrDefault(state.model(), 0L);
        if (seen > state.generation()) {
            throw ServiceException.data(
                    Topics.SERVING_DESIRED + " of " + state.model() + " has generation " + seen + ", but "
                            + Topics.PROMOTION_DECISIONS + " leads only to " + state.generation()
                            + ": the log was restored from an older copy; restore both topics to the same moment",
                    null);
        }
    }

    private ModelState state(String model) {
        return states.getOrDefault(model, ModelState.initial(model));
    }

    /** The record; empty with a line in the log if it cannot be read. */
    static <T extends org.apache.avro.specific.SpecificRecordBase> Optional<T> decode(
            ConsumerRecord<String, byte[]> entry, AvroWire<T> wire) {
        try {
            return Optional.of(wire.decode(entry.value() == null ? new byte[0] : entry.value()));
        } catch (UndecodableRecordException e) {
            log.atError().addKeyValue("at", position(entry)).log("record is skipped: {}", e.getMessage());
            return Optional.empty();
        }
    }

    static String position(ConsumerRecord<String, byte[]> entry) {
        return entry.topic() + "-" + entry.partition() + "@" + entry.offset();
    }
}
