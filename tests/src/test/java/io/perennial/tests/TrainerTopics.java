package io.perennial.tests;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What goes into a trainer of text and what comes out. Equal calls write equal logs, offset by offset. */
final class TrainerTopics implements AutoCloseable {
    private static final String CURATED = Topics.curated(Modality.TEXT);
    private static final int PARTITIONS = 3;
    private static final int RECORDS_IN_A_TRANSACTION = 15;
    private static final AvroWire<CuratedSample> SAMPLE = AvroWire.of(CuratedSample.class);
    private static final AvroWire<Checkpoint> CHECKPOINT = AvroWire.of(Checkpoint.class);

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Checkpoint> checkpoints = new ArrayList<>();

    TrainerTopics(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "publisher-of-curated-text"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.TRAINING_CHECKPOINTS, 0)));
    }

    /** Publishes samples in transactions, every fourth of which is aborted and written again. */
    void publish(int from, int to) {
        for (int first = from; first < to; first += RECORDS_IN_A_TRANSACTION) {
            int end = Math.min(to, first + RECORDS_IN_A_TRANSACTION);
            if (first / RECORDS_IN_A_TRANSACTION % 4 == 3) {
                send(first, end);
                producer.abortTransaction();
            }
            send(first, end);
            producer.commitTransaction();
        }
    }

    /** All checkpoints so far. */
    List<Checkpoint> checkpoints() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            checkpoints.add(CHECKPOINT.decode(record.value()));
        }
        return List.copyOf(checkpoints);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    private void send(int first, int end) {
        producer.beginTransaction();
        for (int number = first; number < end; number++) {
            CuratedSample sample = CuratedSample.newBuilder()
                    .setSampleId("sample-" + number)
                    .setModality(Modality.TEXT)
                    .setSource("crash test")
                    .setOrigin(new SourcePosition("raw.text", 0, (long) number))
                    .setCapturedAt(Instant.EPOCH)
                    .setText("line " + number + ": the stream of year " + (1900 + number % 97) + " carries "
                            + number % 13 + " boats and " + number * 31 % 101 + " ducks to the sea")
                    .build();
            producer.send(
                    new ProducerRecord<>(CURATED, number % PARTITIONS, sample.getSampleId(), SAMPLE.encode(sample)));
        }
        producer.flush();
    }
}
