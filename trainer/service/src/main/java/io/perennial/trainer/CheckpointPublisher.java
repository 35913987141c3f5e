package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Announces checkpoints, each in one transaction with the offsets of the group. The transactional id belongs to the model, so the
 * trainer that was opened last is the only one that can announce. The offsets of the group are for lag tools; the trainer starts from
 * the checkpoint. Not safe for use by several threads.
 */
final class CheckpointPublisher implements AutoCloseable {
    private static final AvroWire<Checkpoint> WIRE = AvroWire.of(Checkpoint.class);

    private final Producer<String, byte[]> producer;
    private final String model;

    CheckpointPublisher(Producer<String, byte[]> producer, String model) {
        this.producer = producer;
        this.model = model;
    }

    /** Group and transactional id of the trainer of a model. */
    static String identity(String model) {
        return "perennial-trainer-" + model;
    }

    /**
     * Fences the trainers that were opened before and ends what they left open. The log of checkpoints must be read after this:
     * from now on nobody else adds to it.
     */
    void open() {
        producer.initTransactions();
    }

    /** Commits the event. When this returns, the checkpoint is the one that the next start continues. */
    @SuppressWarnings("FutureReturnValueIgnored") // A failed send fails the commit.
    void publish(Checkpoint checkpoint, ConsumerGroupMetadata group) {
        try {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topics.TRAINING_CHECKPOINTS, model, WIRE.encode(checkpoint)));
            producer.sendOffsetsToTransaction(offsets(checkpoint), group);
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw fenced(e);
        } catch (KafkaException e) {
            if (e.getCause() instanceof ProducerFencedException
                    || e.getCause() instanceof InvalidProducerEpochException) {
                throw fenced(e);
            }
            throw ServiceException.dependency(
                    "checkpoint " + checkpoint.getCheckpointId() + " of " + model + " could not be announced on "
                            + Topics.TRAINING_CHECKPOINTS + ": " + e.getMessage()
                            + "; check the brokers, then start again: the update is found or trained again",
                    e);
        }
    }

    @Override
    public void close() {
        // An open transaction is ended by the next trainer; waiting for brokers that are away would only delay the
        // exit.
        producer.close(Duration.ofSeconds(2));
    }

    private ServiceException fenced(KafkaException e) {
        ServiceException fenced = ServiceException.usage("another trainer of model " + model
                + " was started after this one and has taken over; this one announced nothing since. Run one trainer for each"
                + " model, and stop the other one before this one is started again");
        fenced.addSuppressed(e);
        return fenced;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Checkpoint checkpoint) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (OffsetRange next : checkpoint.getNextOffsets()) {
            offsets.put(
                    new TopicPartition(next.getTopic(), next.getPartition()),
                    new OffsetAndMetadata(next.getFromOffset()));
        }
        return offsets;
    }
}
