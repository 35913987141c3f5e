package io.perennial.console.feed;

import io.perennial.console.command.CommandLog;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes commands to {@code ops.commands} and waits until Kafka has them. Safe for use by several threads. */
public final class CommandTopic implements CommandLog {
    /** What the producer needs, so that an operator gets an answer soon when Kafka is away. */
    public static final Map<String, Object> PRODUCER_SETTINGS = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);

    private static final long TIMEOUT_SECONDS = 10;

    private final AvroWire<OperatorCommand> wire = AvroWire.of(OperatorCommand.class);
    private final Producer<String, byte[]> producer;

    public CommandTopic(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void append(OperatorCommand command) {
        ProducerRecord<String, byte[]> entry =
                new ProducerRecord<>(Topics.OPS_COMMANDS, command.getModel(), wire.encode(command));
        try {
            producer.send(entry).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RefusedException(
                    Refusal.KAFKA_AWAY,
                    "the command could not be written to " + Topics.OPS_COMMANDS + ": " + cause.getMessage()
                            + "; look whether it arrived before you repeat it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(
                    Refusal.KAFKA_AWAY, "the console is stopping; the command was perhaps not written");
        }
    }
}
