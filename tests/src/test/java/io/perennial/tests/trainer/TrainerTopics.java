package io.perennial.tests.trainer;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** What goes into the trainer of one model and what comes out. Equal calls write equal logs, offset by offset. */
final class TrainerTopics implements AutoCloseable {
    static final int PARTITIONS = 3;
    static final String SECOND_SOURCE = "second source";

    private static final TopicPartition CHECKPOINTS = new TopicPartition(Topics.TRAINING_CHECKPOINTS, 0);
    private static final int RECORDS_IN_A_TRANSACTION = 15;
    private static final int PICTURE_SIDE = 16;
    private static final AvroWire<CuratedSample> SAMPLE = AvroWire.of(CuratedSample.class);
    private static final AvroWire<Checkpoint> CHECKPOINT = AvroWire.of(Checkpoint.class);
    private static final AvroWire<DriftSignal> DRIFT = AvroWire.of(DriftSignal.class);
    private static final AvroWire<TrainerCommand> COMMAND = AvroWire.of(TrainerCommand.class);

    private final String model;
    private final Modality modality;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Checkpoint> checkpoints = new ArrayList<>();

    TrainerTopics(String bootstrapServers, String model, Modality modality) {
        this.model = model;
        this.modality = modality;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "publisher-for-" + model),
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
        consumer.assign(List.of(CHECKPOINTS));
    }

    /** Every twentieth sample has {@link #SECOND_SOURCE}. */
    static boolean isOfSecondSource(int number) {
        return number % 20 == 0;
    }

    String curated() {
        return Topics.curated(modality);
    }

    /** Publishes samples in transactions, every fourth of which is aborted and written again. */
    void publish(int from, int to) {
        publishWithout(number -> false, from, to);
    }

    /** As {@link #publish}, but some samples were never there. */
    void publishWithout(IntPredicate missing, int from, int to) {
        for (int first = from; first < to; first += RECORDS_IN_A_TRANSACTION) {
            int end = Math.min(to, first + RECORDS_IN_A_TRANSACTION);
            if (first / RECORDS_IN_A_TRANSACTION % 4 == 3) {
                send(missing, first, end);
                producer.abortTransaction();
            }
            send(missing, first, end);
            producer.commitTransaction();
        }
    }

    /** Publishes samples with other texts. */
    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    void publishTexts(IntFunction<String> text, int from, int to) {
        producer.beginTransaction();
        for (int number = from; number < to; number++) {
            CuratedSample sample = CuratedSample.newBuilder(sample(number))
                    .setText(text.apply(number))
                    .build();
            producer.send(
                    new ProducerRecord<>(curated(), number % PARTITIONS, sample.getSampleId(), SAMPLE.encode(sample)));
        }
        producer.commitTransaction();
    }

    /** Publishes a sample whose picture is none, into the partition of that number. */
    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    void publishUnreadable(int number) {
        CuratedSample unreadable = CuratedSample.newBuilder(sample(number))
                .setSampleId("poisoned-" + number)
                .setImage(ByteBuffer.wrap("no picture".getBytes(StandardCharsets.UTF_8)))
                .build();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(
                curated(), number % PARTITIONS, unreadable.getSampleId(), SAMPLE.encode(unreadable)));
        producer.commitTransaction();
    }

    /** Publishes pictures in one transaction, some of which have captions. */
    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    void publishWithCaptions(IntPredicate captioned, int from, int to) {
        producer.beginTransaction();
        for (int number = from; number < to; number++) {
            CuratedSample sample = CuratedSample.newBuilder(sample(number))
                    .setCaption(captioned.test(number) ? "picture " + number + " of hue " + number % 32 : "")
                    .build();
            producer.send(
                    new ProducerRecord<>(curated(), number % PARTITIONS, sample.getSampleId(), SAMPLE.encode(sample)));
        }
        producer.commitTransaction();
    }

    void command(TrainerAction action) {
        command(action, null, List.of());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    void command(TrainerAction action, @Nullable String checkpointId, List<OffsetRange> quarantined) {
        TrainerCommand command = TrainerCommand.newBuilder()
                .setCommandId(action + " " + Instant.now())
                .setModel(model)
                .setAction(action)
                .setCheckpointId(checkpointId)
                .setQuarantined(quarantined)
                .setReason("test")
                .setIssuedAt(Instant.EPOCH)
                .build();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(Topics.TRAINING_CONTROL, model, COMMAND.encode(command)));
        producer.commitTransaction();
    }

    /** A drift signal of the modality whose statistic is at its threshold. */
    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    void drift(DriftRequest request) {
        DriftSignal signal = DriftSignal.newBuilder()
                .setModality(modality)
                .setSource("trainer test")
                .setDescriptor("length")
                .setStatistic(0.5)
                .setThreshold(0.5)
                .setOrigin(new SourcePosition(Topics.raw(modality), 0, 0L))
                .setRequest(request)
                .setDetectedAt(Instant.EPOCH)
                .build();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(Topics.CURATION_DRIFT, modality.name(), DRIFT.encode(signal)));
        producer.commitTransaction();
    }

    /** Announces a checkpoint as a trainer does, and waits until it can be read. */
    void announce(Checkpoint checkpoint) {
        producer.beginTransaction();
        Future<RecordMetadata> sent =
                producer.send(new ProducerRecord<>(Topics.TRAINING_CHECKPOINTS, model, CHECKPOINT.encode(checkpoint)));
        producer.commitTransaction();
        // The marker that makes it readable is written after the commit has returned.
        Awaitility.await().pollInSameThread().until(() -> end() > sent.get().offset());
    }

    /** All checkpoints of the model so far. */
    List<Checkpoint> checkpoints() {
        long end = end();
        while (consumer.position(CHECKPOINTS) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (record.key().equals(model)) {
                    checkpoints.add(CHECKPOINT.decode(record.value()));
                }
            }
        }
        return List.copyOf(checkpoints);
    }

    private long end() {
        return consumer.endOffsets(List.of(CHECKPOINTS)).getOrDefault(CHECKPOINTS, 0L);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The end of the transaction tells.
    private void send(IntPredicate missing, int first, int end) {
        producer.beginTransaction();
        for (int number = first; number < end; number++) {
            CuratedSample sample = sample(number);
            if (!missing.test(number)) {
                producer.send(new ProducerRecord<>(
                        curated(), number % PARTITIONS, sample.getSampleId(), SAMPLE.encode(sample)));
            }
        }
        producer.flush();
    }

    private CuratedSample sample(int number) {
        CuratedSample.Builder sample = CuratedSample.newBuilder()
                .setSampleId("sample-" + number)
                .setModality(modality)
                .setSource(isOfSecondSource(number) ? SECOND_SOURCE : "trainer test")
                .setOrigin(new SourcePosition(Topics.raw(modality), 0, (long) number))
                .setCapturedAt(Instant.EPOCH);
        if (modality == Modality.IMAGES) {
            return sample.setImage(ByteBuffer.wrap(picture(number))).build();
        }
        return sample.setText("line " + number + ": the stream of year " + (1900 + number % 97) + " carries "
                        + number % 13 + " boats and " + number * 31 % 101 + " ducks to the sea")
                .build();
    }

    private static byte[] picture(int number) {
        BufferedImage image = new BufferedImage(PICTURE_SIDE, PICTURE_SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < PICTURE_SIDE; y++) {
            for (int x = 0; x < PICTURE_SIDE; x++) {
                image.setRGB(x, y, Color.HSBtoRGB(number % 32 / 32f, 1, (x * number + y) % PICTURE_SIDE / 16f));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
