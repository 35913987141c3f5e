package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.KafkaReachability;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The checkpoints of one model, and the commands to its trainer, as Kafka has them. Immutable; read once. */
public final class ModelHistory {
    private static final int SHORTEST_ID = 4;

    private final String model;
    private final CheckpointHistory history;
    private final List<LoggedEvent<TrainerCommand>> commands;

    private ModelHistory(String model, CheckpointHistory history, List<LoggedEvent<TrainerCommand>> commands) {
        this.model = model;
        this.history = history;
        this.commands = commands;
    }

    /**
     * Reads what was announced so far.
     *
     * @throws ServiceException of kind dependency if Kafka does not answer
     */
    public static ModelHistory read(ServiceConfig config) throws InterruptedException {
        KafkaReachability.await(config, () -> false);
        try {
            List<LoggedEvent<Checkpoint>> checkpoints = events(config, Topics.TRAINING_CHECKPOINTS, Checkpoint.class);
            return new ModelHistory(
                    config.getString(TrainerConfig.MODEL),
                    new CheckpointHistory(
                            checkpoints.stream().map(LoggedEvent::event).toList()),
                    events(config, Topics.TRAINING_CONTROL, TrainerCommand.class));
        } catch (KafkaException e) {
            throw ServiceException.dependency(
                    "Kafka at " + config.getList(ServiceConfig.BOOTSTRAP_SERVERS) + " failed: " + e.getMessage(), e);
        }
    }

    private static <T extends SpecificRecordBase> List<LoggedEvent<T>> events(
            ServiceConfig config, String topic, Class<T> type) {
        try (EventLog<T> log = new EventLog<>(
                new KafkaClients(config, "perennial-trainer-terminal")
                        .consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")),
                topic,
                type,
                config.getString(TrainerConfig.MODEL))) {
            return log.readAll();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /**
     * The checkpoint that a person means.
     *
     * @param wanted a version number, {@code latest}, or the first digits of a checkpoint id; where a version was trained twice, after a
     *     rewind, the number stands for the later one
     * @throws ServiceException of kind usage that names what there is
     */
    public Checkpoint checkpoint(String wanted) {
        List<Checkpoint> all = history.announced();
        if (all.isEmpty()) {
            throw ServiceException.usage("model " + model + " has no checkpoint yet; is --model right?");
        }
        if (wanted.equals("latest")) {
            return all.get(all.size() - 1);
        }
        return version(wanted)
                .or(() -> id(wanted))
                .orElseThrow(() -> ServiceException.usage("model " + model + " has no checkpoint '" + wanted
                        + "'; it has versions " + all.get(0).getVersion() + " to "
                        + all.get(all.size() - 1).getVersion() + ", 'latest', or give the first " + SHORTEST_ID
                        + " or more digits of a checkpoint id"));
    }

    /** A checkpoint, its parent, its parent's parent, ... */
    public List<Checkpoint> lineage(Checkpoint checkpoint) {
        return history.lineage(checkpoint, Integer.MAX_VALUE);
    }

    /** What the trainer would leave behind if it went back to a checkpoint: the line of the newest one, up to it, oldest first. */
    public List<Checkpoint> after(Checkpoint target) {
        List<Checkpoint> after = new ArrayList<>();
        for (Checkpoint checkpoint : history.lineage(history.last(), Integer.MAX_VALUE)) {
            if (checkpoint.getCheckpointId().equals(target.getCheckpointId())) {
                Collections.reverse(after);
                return after;
            }
            after.add(checkpoint);
        }
        return List.of();
    }

    CheckpointHistory history() {
        return history;
    }

    Optional<Checkpoint> parent(Checkpoint checkpoint) {
        return history.find(checkpoint.getParentId());
    }

    /** What was in quarantine for an update that obeyed the commands below an offset. */
    OffsetRanges quarantined(String topic, long controlOffset) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (LoggedEvent<TrainerCommand> command : commands) {
            if (command.offset() < controlOffset && command.event().getAction() == TrainerAction.REWIND) {
                ranges.addAll(command.event().getQuarantined());
            }
        }
        return OffsetRanges.of(topic, ranges);
    }

    private Optional<Checkpoint> version(String wanted) {
        OptionalLong number = number(wanted);
        return history.announced().stream()
                .filter(checkpoint -> number.isPresent() && checkpoint.getVersion() == number.getAsLong())
                .reduce((earlier, later) -> later);
    }

    private Optional<Checkpoint> id(String wanted) {
        if (wanted.length() < SHORTEST_ID) {
            return Optional.empty();
        }
        List<Checkpoint> matching = history.announced().stream()
                .filter(checkpoint -> checkpoint.getCheckpointId().startsWith(wanted))
                .toList();
        if (matching.stream().map(Checkpoint::getCheckpointId).distinct().count() > 1) {
            throw ServiceException.usage(
                    "more than one checkpoint of " + model + " begins with " + wanted + "; give more digits");
        }
        return matching.stream().findFirst();
    }

    private static OptionalLong number(String wanted) {
        return wanted.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(wanted)) : OptionalLong.empty();
    }
}
