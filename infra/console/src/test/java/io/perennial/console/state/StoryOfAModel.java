package io.perennial.console.state;

import io.perennial.schemas.audit.DecisionChain;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records about one model as the other services would write them, folded as they come. Checkpoint n has the id {@code id(n)}. */
public final class StoryOfAModel {
    public static final String MODEL = "text-encoder";
    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    public static final Duration SILENT_AFTER = Duration.ofSeconds(15);

    private static final String TOPIC = "curated.text";
    private static final int WINDOW = 100;

    private final StateFold fold = new StateFold(List.of(MODEL));
    private final Map<String, Long> offsets = new HashMap<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private String lastHash = "";
    private long generation;
    private @Nullable Checkpoint champion;
    private List<String> quarantined = List.of();
    private boolean hold;

    /** Three champions one after another, the third of which serves on two instances. */
    public static StoryOfAModel ofThreeChampions() {
        StoryOfAModel story = new StoryOfAModel();
        for (int version = 1; version <= 3; version++) {
            story.train().report(version).promote(version);
        }
        return story.observe("serving-a").observe("serving-b");
    }

    public static String id(int version) {
        return Sha256.of("checkpoint " + version);
    }

    public StoryOfAModel train() {
        return trainFrom(checkpoints.size());
    }

    /** Trains the next checkpoint from {@code parent}; 0: from nothing. */
    public StoryOfAModel trainFrom(int parent) {
        int version = checkpoints.size() + 1;
        Checkpoint trained = Checkpoint.newBuilder()
                .setModel(MODEL)
                .setVersion(version)
                .setCheckpointId(id(version))
                .setParentId(parent == 0 ? null : id(parent))
                .setManifest(new BlobRef(id(version), 1L, "application/json"))
                .setWindows(List.of(new OffsetRange(TOPIC, 0, (long) parent * WINDOW, (long) version * WINDOW)))
                .setNextOffsets(List.of(new OffsetRange(TOPIC, 0, (long) version * WINDOW, (long) version * WINDOW)))
                .setLossLast(1.0 / version)
                .setCreatedAt(NOON)
                .build();
        checkpoints.add(trained);
        return send(Topics.TRAINING_CHECKPOINTS, Checkpoint.class, MODEL, trained);
    }

    public StoryOfAModel report(int version, GateOutcome... outcomes) {
        List<GateResult> gates = new ArrayList<>();
        for (GateOutcome outcome : outcomes) {
            gates.add(new GateResult("gate-" + gates.size(), outcome, 0.1, -0.03, -0.02, 500L, "because"));
        }
        return send(
                Topics.EVALUATION_REPORTS,
                EvaluationReport.class,
                MODEL,
                EvaluationReport.newBuilder()
                        .setModel(MODEL)
                        .setCheckpointId(id(version))
                        .setStage(EvaluationStage.OFFLINE)
                        .setGates(gates)
                        .setEvaluatedAt(NOON)
                        .build());
    }

    public StoryOfAModel promote(int version) {
        champion = checkpoints.get(version - 1);
        return decide(DecisionKind.PROMOTE, version, null);
    }

    public StoryOfAModel refuse(int version) {
        return decide(DecisionKind.REFUSE, version, null);
    }

    /** The controller carries out a rollback that was asked for with this key. */
    public StoryOfAModel rollBack(int version, String idempotencyKey, Integer... quarantine) {
        champion = checkpoints.get(version - 1);
        hold = true;
        quarantined = List.of(quarantine).stream().map(StoryOfAModel::id).toList();
        return decide(DecisionKind.ROLLBACK, version, idempotencyKey);
    }

    /** The controller records a command that it did not carry out. */
    public StoryOfAModel answer(DecisionKind kind, String idempotencyKey) {
        return publish(sealed(kind, null, idempotencyKey));
    }

    public StoryOfAModel publish(Decision decision) {
        lastHash = decision.getHash();
        return send(Topics.PROMOTION_DECISIONS, Decision.class, MODEL, decision);
    }

    public StoryOfAModel command(OperatorCommand command) {
        return send(Topics.OPS_COMMANDS, OperatorCommand.class, MODEL, command);
    }

    /** An instance reports that it serves the present generation, one second after noon. */
    public StoryOfAModel observe(String instance) {
        return observe(instance, InstanceState.READY, generation, NOON.plusSeconds(1));
    }

    public StoryOfAModel observe(String instance, InstanceState state, long atGeneration, Instant observedAt) {
        ObservedModel observed = ObservedModel.newBuilder()
                .setModel(MODEL)
                .setInstance(instance)
                .setGeneration(atGeneration)
                .setChampionId(champion == null ? null : champion.getCheckpointId())
                .setState(state)
                .setObservedAt(observedAt)
                .build();
        return send(Topics.SERVING_OBSERVED, ObservedModel.class, MODEL + "/" + instance, observed);
    }

    /** Any bytes, on any topic that the console reads. */
    public StoryOfAModel raw(String topic, String key, byte @Nullable [] value) {
        long offset = offsets.merge(topic, 1L, Long::sum) - 1;
        fold.apply(new ConsumerRecord<>(topic, 0, offset, key, value));
        return this;
    }

    public long generation() {
        return generation;
    }

    public ModelState model() {
        return Objects.requireNonNull(log().models().get(MODEL));
    }

    public LogState log() {
        return fold.view(true);
    }

    /** The same as a state of the whole console, with Kafka reachable and MLflow not used. */
    public ConsoleState console() {
        return new ConsoleState(
                0,
                log(),
                LagState.NONE,
                new RegistryState(RegistryState.Status.OFF, NOON, "", Map.of()),
                new KafkaState(true, NOON, ""));
    }

    /** A decision as the controller would write it next. */
    public Decision sealed(DecisionKind kind, @Nullable Integer version, @Nullable String idempotencyKey) {
        return DecisionChain.seal(Decision.newBuilder()
                .setDecisionId(kind + "-" + generation)
                .setModel(MODEL)
                .setKind(kind)
                .setCheckpointId(version == null ? null : id(version))
                .setGeneration(generation)
                .setActor("somebody")
                .setReason("for a reason")
                .setEvidence("{}")
                .setEvidenceSha256(Sha256.of("{}"))
                .setIdempotencyKey(idempotencyKey)
                .setPreviousHash(lastHash)
                .setDecidedAt(NOON)
                .build());
    }

    private StoryOfAModel decide(DecisionKind kind, int version, @Nullable String idempotencyKey) {
        generation++;
        Decision decision = sealed(kind, version, idempotencyKey);
        publish(decision);
        DesiredModel desired = DesiredModel.newBuilder()
                .setModel(MODEL)
                .setGeneration(generation)
                .setChampion(champion == null ? null : served(champion))
                .setPrevious(version > 1 && kind == DecisionKind.PROMOTE ? served(checkpoints.get(version - 2)) : null)
                .setHold(hold)
                .setQuarantined(quarantined)
                .setCause(kind)
                .setDecidedAt(NOON)
                .build();
        return send(Topics.SERVING_DESIRED, DesiredModel.class, MODEL, desired);
    }

    private static ServedCheckpoint served(Checkpoint checkpoint) {
        return new ServedCheckpoint(checkpoint.getCheckpointId(), checkpoint.getVersion(), checkpoint.getManifest());
    }

    private <T extends SpecificRecordBase> StoryOfAModel send(String topic, Class<T> type, String key, T value) {
        return raw(topic, key, AvroWire.of(type).encode(value));
    }
}
