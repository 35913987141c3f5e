package io.perennial.tests.evaluation;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.evaluator.EvaluatorConfig;
import io.perennial.evaluator.EvaluatorService;
import io.perennial.evaluator.gold.GoldSets;
import io.perennial.evaluator.gold.GoldSplits;
import io.perennial.evaluator.gold.GoldTopic;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A broker, a blob store and what the evaluator's neighbours write into them. */
final class EvaluatorWorld implements AutoCloseable {
    private static final Map<String, String> SMALL_MODEL = Map.of(
            "width",
            "32",
            "layers",
            "1",
            "heads",
            "2",
            "batch.size",
            "16",
            "vocabulary",
            "400",
            "length",
            "32",
            "learning.rate",
            "0.003",
            "warmup.steps",
            "5");

    private final Path blobDirectory;
    private final LocalBroker broker;
    private final DirectoryBlobStore blobs;
    private final KafkaClients clients;
    private final Producer<String, byte[]> producer;

    EvaluatorWorld(Path directory) {
        blobDirectory = directory.resolve("blobs");
        blobs = new DirectoryBlobStore(blobDirectory);
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        clients = new KafkaClients(config(List.of("any"), Map.of()), "evaluator-world");
        producer = clients.producer(Map.of());
    }

    ServiceThread startEvaluator(String model, Map<String, String> settings) {
        EvaluatorService service = new EvaluatorService(config(List.of(model), settings));
        return ServiceThread.start("evaluator of " + model, service, Duration.ofSeconds(30));
    }

    private ServiceConfig config(List<String> models, Map<String, String> settings) {
        Map<String, Object> values = new java.util.HashMap<>(Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                ServiceConfig.BLOB_DIRECTORY, blobDirectory.toString(),
                EvaluatorConfig.MODELS, String.join(",", models)));
        values.putAll(settings);
        return new ServiceConfig(EvaluatorConfig.definition(), values);
    }

    /** Publishes a gold set with {@code count} sentences about each subject. */
    GoldSet publishGold(String model, int count) throws IOException {
        List<GoldExample> examples = new ArrayList<>();
        for (int subject = 0; subject < Sentences.SUBJECTS.length; subject++) {
            for (int i = 0; i < count; i++) {
                String id = Sentences.SUBJECTS[subject] + "-" + i;
                String text = Sentences.about(subject, 1_000_000L + i);
                examples.add(new GoldExample(
                        id, Sentences.SUBJECTS[subject], GoldSplits.of(id), "", text, ByteBuffer.allocate(0)));
            }
        }
        GoldSets sets = new GoldSets(blobs, Clock.systemUTC());
        GoldSet previous = GoldTopic.latest(clients).get("subjects of " + model);
        return sets.publish(producer, previous, "subjects of " + model, Modality.TEXT, model, examples);
    }

    /** Publishes curated texts and returns the window that holds them. */
    OffsetRange publishCurated(List<String> texts) {
        AvroWire<CuratedSample> wire = AvroWire.of(CuratedSample.class);
        long first = -1;
        for (String text : texts) {
            CuratedSample sample = CuratedSample.newBuilder()
                    .setSampleId(text)
                    .setModality(Modality.TEXT)
                    .setSource("test")
                    .setOrigin(new SourcePosition("raw.text", 0, 0L))
                    .setText(text)
                    .build();
            long offset = send(new ProducerRecord<>("curated.text", 0, text, wire.encode(sample)));
            first = first < 0 ? offset : first;
        }
        return new OffsetRange("curated.text", 0, first, first + texts.size());
    }

    /** Publishes curated texts of one source over all partitions, in the order of its raw records. */
    @SuppressWarnings("FutureReturnValueIgnored") // A record that is not there fails the test.
    void publishSource(String source, List<String> texts) {
        AvroWire<CuratedSample> wire = AvroWire.of(CuratedSample.class);
        for (int i = 0; i < texts.size(); i++) {
            String id = source + "-" + i;
            CuratedSample sample = CuratedSample.newBuilder()
                    .setSampleId(id)
                    .setModality(Modality.TEXT)
                    .setSource(source)
                    .setOrigin(new SourcePosition("raw.text", 0, (long) i))
                    .setText(texts.get(i))
                    .build();
            producer.send(new ProducerRecord<>("curated.text", id, wire.encode(sample)));
        }
        producer.flush();
    }

    /** Trains a few steps on the texts, writes the blobs and publishes the event. */
    Checkpoint publishCheckpoint(
            String model, @Nullable Checkpoint parent, List<String> texts, int steps, OffsetRange window)
            throws IOException {
        Checkpoints checkpoints = new Checkpoints(blobs);
        List<Content.Text> contents = texts.stream().map(Content.Text::new).toList();
        Pretraining opened = parent == null
                ? checkpoints.start(ModelConfiguration.named("text-encoder", SMALL_MODEL), 7, contents)
                : checkpoints.resume(parent.getManifest());
        try (Pretraining training = opened) {
            for (int step = 0; step < steps; step++) {
                List<Content.Text> batch = new ArrayList<>();
                for (int i = 0; i < training.batchSize(); i++) {
                    batch.add(contents.get((step * training.batchSize() + i) % contents.size()));
                }
                training.step(batch);
            }
            long version = parent == null ? 1 : parent.getVersion() + 1;
            SavedCheckpoint saved = training.save(blobs, lineage(parent, version, window));
            Checkpoint checkpoint = Checkpoint.newBuilder()
                    .setModel(model)
                    .setVersion(version)
                    .setCheckpointId(saved.checkpointId())
                    .setParentId(parent == null ? null : parent.getCheckpointId())
                    .setManifest(saved.manifest())
                    .setChainHash(saved.chainHash())
                    .setWindows(List.of(window))
                    .setCreatedAt(Instant.EPOCH)
                    .build();
            publish(Topics.TRAINING_CHECKPOINTS, model, checkpoint, AvroWire.of(Checkpoint.class));
            return checkpoint;
        }
    }

    private static Lineage lineage(@Nullable Checkpoint parent, long version, OffsetRange window) {
        return new Lineage(
                parent == null ? null : parent.getCheckpointId(),
                parent == null ? null : parent.getChainHash(),
                version,
                List.of(window),
                List.of(),
                List.of(),
                0,
                0,
                "0".repeat(64),
                "test");
    }

    <T extends SpecificRecordBase> void publish(String topic, String key, T value, AvroWire<T> wire) {
        send(new ProducerRecord<>(topic, key, wire.encode(value)));
    }

    private long send(ProducerRecord<String, byte[]> entry) {
        try {
            return producer.send(entry).get().offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("could not publish to " + entry.topic(), e);
        }
    }

    /** All committed reports on a model. */
    List<EvaluationReport> reports(String model) {
        return committed(Topics.EVALUATION_REPORTS, AvroWire.of(EvaluationReport.class)).stream()
                .filter(report -> report.getModel().equals(model))
                .toList();
    }

    /** All committed harm reports. */
    List<HarmReport> harmReports() {
        return committed(Topics.EVALUATION_HARM, AvroWire.of(HarmReport.class));
    }

    private <T extends SpecificRecordBase> List<T> committed(String topic, AvroWire<T> wire) {
        List<T> records = new ArrayList<>();
        try (TopicTail tail = new TopicTail(
                clients.consumer(Map.of()), List.of(topic), entry -> records.add(TopicTail.decode(wire, entry)))) {
            tail.readToEnd();
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
