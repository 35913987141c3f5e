package io.perennial.tests.promotion;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.HarmVerdict;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** What trainer, evaluator and console write to the controller, and what it answers. */
final class PromotionTopics implements AutoCloseable {
    private static final AvroWire<Decision> DECISIONS = AvroWire.of(Decision.class);
    private static final AvroWire<DesiredModel> DESIRED = AvroWire.of(DesiredModel.class);
    private static final AvroWire<TrainerCommand> TRAINER_COMMANDS = AvroWire.of(TrainerCommand.class);

    private static final SourcePosition DRIFTED = new SourcePosition(Topics.raw(Modality.IMAGES), 0, 99L);

    private final String bootstrapServers;
    private final BlobStore blobs;
    private final KafkaProducer<String, byte[]> producer;

    PromotionTopics(String bootstrapServers, BlobStore blobs) {
        this.bootstrapServers = bootstrapServers;
        this.blobs = blobs;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** A checkpoint whose manifest names one tensor; both are in the blob store. It is not published yet. */
    Checkpoint checkpoint(String model, @Nullable Checkpoint parent, @Nullable String runId) throws IOException {
        long version = parent == null ? 1 : parent.getVersion() + 1;
        byte[] tensor = (model + " " + version).getBytes(StandardCharsets.UTF_8);
        BlobRef weights = blobs.put(tensor, "application/octet-stream");
        String manifest =
                "{\"model\":\"" + model + "\",\"version\":" + version + ",\"tensors\":{\"parameters\":{\"blob\":"
                        + "{\"sha256\":\"" + weights.getSha256() + "\",\"bytes\":" + weights.getBytes() + "}}}}";
        BlobRef blob = blobs.put(manifest.getBytes(StandardCharsets.UTF_8), "application/json");
        return Checkpoint.newBuilder()
                .setModel(model)
                .setVersion(version)
                .setCheckpointId(blob.getSha256())
                .setParentId(parent == null ? null : parent.getCheckpointId())
                .setManifest(blob)
                .setChainHash(Sha256.of("chain of " + blob.getSha256()))
                .setWindows(List.of(new OffsetRange("curated.text", 0, 10 * (version - 1), 10 * version)))
                .setLossFirst(3.5)
                .setLossLast(2.5)
                .setSeconds(1)
                .setSteps(100 * version)
                .setMlflowRunId(runId)
                .setCreatedAt(Instant.ofEpochSecond(1_700_000_000 + version))
                .build();
    }

    Checkpoint published(String model, @Nullable Checkpoint parent) throws IOException {
        Checkpoint checkpoint = checkpoint(model, parent, null);
        publish(checkpoint);
        return checkpoint;
    }

    void publish(Checkpoint checkpoint) {
        send(Topics.TRAINING_CHECKPOINTS, checkpoint.getModel(), Checkpoint.class, checkpoint);
    }

    void report(Checkpoint checkpoint, EvaluationStage stage, @Nullable Checkpoint champion, GateOutcome outcome) {
        String championId = champion == null ? null : champion.getCheckpointId();
        EvaluationReport report = EvaluationReport.newBuilder()
                .setReportId(Sha256.of(checkpoint.getCheckpointId() + stage + championId + outcome))
                .setModel(checkpoint.getModel())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setChampionId(championId)
                .setStage(stage)
                .setGates(List.of(GateResult.newBuilder()
                        .setName("linear_probe.non_inferior")
                        .setOutcome(outcome)
                        .setStatistic(0.01)
                        .setBound(-0.005)
                        .setThreshold(-0.02)
                        .setExamples(1000)
                        .build()))
                .setPolicyHash(Sha256.of("policy"))
                .setSeed(7)
                .build();
        send(Topics.EVALUATION_REPORTS, report.getModel(), EvaluationReport.class, report);
    }

    /** The harm report on the next signal that {@link #drift} publishes. */
    void unharmed(Checkpoint champion, String source) {
        HarmReport report = HarmReport.newBuilder()
                .setReportId(Sha256.of("harm of " + source))
                .setModel(champion.getModel())
                .setCheckpointId(champion.getCheckpointId())
                .setModality(Modality.IMAGES)
                .setSource(source)
                .setDescriptor("entropy")
                .setOrigin(DRIFTED)
                .setSignal(new SourcePosition(Topics.CURATION_DRIFT, 0, (long)
                        bytes(Topics.CURATION_DRIFT).size()))
                .setVerdict(HarmVerdict.UNHARMED)
                .build();
        send(Topics.EVALUATION_HARM, Modality.IMAGES.name(), HarmReport.class, report);
    }

    /** A drift of pictures that asks to hold promotion. */
    void drift(String source) {
        DriftSignal signal = DriftSignal.newBuilder()
                .setModality(Modality.IMAGES)
                .setSource(source)
                .setDescriptor("entropy")
                .setStatistic(0.41)
                .setThreshold(0.12)
                .setOrigin(DRIFTED)
                .setRequest(DriftRequest.HOLD_PROMOTION)
                .build();
        send(Topics.CURATION_DRIFT, Modality.IMAGES.name(), DriftSignal.class, signal);
    }

    void command(
            String key, String model, OperatorAction action, @Nullable Checkpoint target, long expectedGeneration) {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId("command-" + key)
                .setIdempotencyKey(key)
                .setModel(model)
                .setAction(action)
                .setCheckpointId(target == null ? null : target.getCheckpointId())
                .setExpectedGeneration(expectedGeneration)
                .setActor("anna")
                .setReason("answers got worse")
                .build();
        send(Topics.OPS_COMMANDS, model, OperatorCommand.class, command);
    }

    /** Decisions about a model so far, in order. */
    List<Decision> decisions(String model) {
        return read(Topics.PROMOTION_DECISIONS, DECISIONS).stream()
                .filter(decision -> decision.getModel().equals(model))
                .toList();
    }

    List<DecisionKind> kinds(String model) {
        return decisions(model).stream().map(Decision::getKind).toList();
    }

    /** Desired states of a model that are in the log, in order. */
    List<DesiredModel> desired(String model) {
        return read(Topics.SERVING_DESIRED, DESIRED).stream()
                .filter(desired -> desired.getModel().equals(model))
                .toList();
    }

    List<TrainerCommand> trainerCommands(String model) {
        return read(Topics.TRAINING_CONTROL, TRAINER_COMMANDS).stream()
                .filter(command -> command.getModel().equals(model))
                .toList();
    }

    /** Values of a topic with one partition, as they lie in the log. */
    List<byte[]> bytes(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<byte[]> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(entry -> values.add(entry.value()));
            }
            return values;
        }
    }

    static String modelOf(byte[] decision) {
        return DECISIONS.decode(decision).getModel();
    }

    @Override
    public void close() {
        producer.close();
    }

    private <T extends SpecificRecordBase> List<T> read(String topic, AvroWire<T> wire) {
        return bytes(topic).stream().map(wire::decode).toList();
    }

    private <T extends SpecificRecordBase> void send(String topic, String model, Class<T> type, T value) {
        byte[] bytes = AvroWire.of(type).encode(value);
        try {
            producer.send(new ProducerRecord<>(topic, model, bytes)).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("cannot publish to " + topic, e);
        }
    }
}
