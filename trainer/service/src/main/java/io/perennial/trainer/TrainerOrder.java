package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A command to the trainer of a model, in the name of a person. */
public final class TrainerOrder {
    private static final AvroWire<TrainerCommand> WIRE = AvroWire.of(TrainerCommand.class);

    private final ServiceConfig config;
    private final String actor;
    private final String reason;
    private final Clock clock;

    public TrainerOrder(ServiceConfig config, String actor, String reason, Clock clock) {
        this.config = config;
        this.actor = actor;
        this.reason = reason;
        this.clock = clock;
        if (reason.isBlank()) {
            throw ServiceException.usage("--reason is empty; say why, it is kept on " + Topics.TRAINING_CONTROL);
        }
    }

    /**
     * The trainer goes on from this checkpoint and leaves out the quarantined offsets, for ever. Returns when Kafka has the command.
     */
    public void rewind(Checkpoint target, List<OffsetRange> quarantined) {
        TrainerCommand command = TrainerCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setModel(target.getModel())
                .setAction(TrainerAction.REWIND)
                .setCheckpointId(target.getCheckpointId())
                .setQuarantined(quarantined)
                .setReason(reason)
                .setActor(actor)
                .setIssuedAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .build();
        try (Producer<String, byte[]> producer =
                new KafkaClients(config, "perennial-trainer-terminal").producer(Map.of())) {
            producer.send(new ProducerRecord<>(Topics.TRAINING_CONTROL, target.getModel(), WIRE.encode(command)))
                    .get();
        } catch (ExecutionException e) {
            throw ServiceException.dependency(
                    "the command could not be written to " + Topics.TRAINING_CONTROL + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted; it is not known whether Kafka has the command", e);
        }
    }
}
