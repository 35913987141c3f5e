package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.KafkaReachability;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The checkpoints of one model as Kafka has them. Immutable; read once. */
public final class ModelHistory {
    private static final int SHORTEST_ID = 4;

    private final String model;
    private final CheckpointHistory history;

    private ModelHistory(String model, CheckpointHistory history) {
        this.model = model;
        this.history = history;
    }

    /**
     * Reads what was announced so far.
     *
     * @throws ServiceException of kind dependency if Kafka does not answer
     */
    public static ModelHistory read(ServiceConfig config) throws InterruptedException {
        String model = config.getString(TrainerConfig.MODEL);
        KafkaReachability.await(config, () -> false);
        try (EventLog<Checkpoint> log = new EventLog<>(
                new KafkaClients(config, "perennial-trainer-terminal")
                        .consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")),
                Topics.TRAINING_CHECKPOINTS,
                Checkpoint.class,
                model)) {
            List<Checkpoint> announced =
                    log.readAll().stream().map(LoggedEvent::event).toList();
            return new ModelHistory(model, new CheckpointHistory(announced));
        } catch (UnknownTopicOrPartitionException e) {
            return new ModelHistory(model, new CheckpointHistory(List.of()));
        } catch (KafkaException e) {
            throw ServiceException.dependency(
                    "Kafka at " + config.getList(ServiceConfig.BOOTSTRAP_SERVERS) + " failed: " + e.getMessage(), e);
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

    CheckpointHistory history() {
        return history;
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
