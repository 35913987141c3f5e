package io.perennial.tests.console;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.audit.DecisionChain;
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
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the topics what the other services would write while they work: checkpoints, reports, decisions, desired and observed
 * states, verdicts, drift. Every record is real and goes through the real broker.
 */
final class Scene implements AutoCloseable {
    static final String TEXT = "text-encoder";
    static final String LOGS = "log-encoder";
    static final String IMAGES = "image-encoder";

    private static final long SEED = 20261120;
    private static final double UNTRAINED = 0.585;
    private static final int WINDOW = 2048;

    private final Producer<String, byte[]> producer;
    private final Random random = new Random(SEED);
    private final Map<String, String> lastHashes = new HashMap<>();
    private final Map<String, Long> generations = new HashMap<>();
    private final Map<String, List<Checkpoint>> checkpoints = new HashMap<>();
    private final Map<String, ServedCheckpoint> champions = new HashMap<>();
    private final Map<String, ServedCheckpoint> previous = new HashMap<>();
    private final Instant start = Instant.now().minus(Duration.ofHours(5)).truncatedTo(ChronoUnit.MICROS);

    Scene(String bootstrapServers) {
        ServiceConfig config = new ServiceConfig(
                ServiceConfig.definition(), Map.of(ServiceConfig.BOOTSTRAP_SERVERS, bootstrapServers));
        producer = new KafkaClients(config, "scene").producer(Map.of());
    }

    /** A day in which a good deal happened. */
    void publishStory() {
        publishTextStory();
        publishLogsStory();
        publishImagesStory();
        publishCuration();
        producer.flush();
    }

    Checkpoint checkpoint(String model, int version) {
        return line(model).get(version - 1);
    }

    long generation(String model) {
        return generations.getOrDefault(model, 0L);
    }

    /** The answer of the controller to a command, and what an instance does about it. */
    void answerRollback(String model, int version, String idempotencyKey, String actor, String reason) {
        Checkpoint target = checkpoint(model, version);
        Checkpoint bad = byId(model, champion(model).getCheckpointId());
        decide(
                model,
                DecisionKind.ROLLBACK,
                target,
                actor,
                reason,
                true,
                List.of(bad.getCheckpointId()),
                null,
                idempotencyKey,
                Instant.now());
    }

    void observe(String model, String instance, InstanceState state, @Nullable String error) {
        observe(model, instance, state, error, generation(model), champions.get(model), null);
    }

    @Override
    public void close() {
        producer.close();
    }

    private void publishTextStory() {
        for (int version = 1; version <= 7; version++) {
            Checkpoint trained = train(TEXT, Modality.TEXT, 9.2, 0.31);
            double accuracy = 0.68 + 0.011 * version + 0.004 * random.nextGaussian();
            if (version == 4) {
                report(trained, EvaluationStage.OFFLINE, accuracy - 0.05, "linear_probe.accuracy.against_champion");
                decide(
                        TEXT,
                        DecisionKind.REFUSE,
                        trained,
                        "controller",
                        "gate linear_probe.accuracy.against_champion FAIL: bound -0.0412 is below -0.02",
                        false,
                        List.of(),
                        null,
                        null,
                        at(trained, 2));
                continue;
            }
            report(trained, EvaluationStage.OFFLINE, accuracy, null);
            if (version == 7) {
                decide(
                        TEXT,
                        DecisionKind.CHALLENGE,
                        trained,
                        "controller",
                        "all 9 offline gates pass; shadow begins",
                        false,
                        List.of(),
                        served(trained),
                        null,
                        at(trained, 2));
            } else {
                decide(
                        TEXT,
                        DecisionKind.PROMOTE,
                        trained,
                        "controller",
                        version == 1 ? "all gates pass; first champion" : "all gates pass, offline and shadow",
                        false,
                        List.of(),
                        null,
                        null,
                        at(trained, 2));
            }
        }
        ServedCheckpoint challenger = served(checkpoint(TEXT, 7));
        observe(TEXT, "serving-a", InstanceState.READY, null, generation(TEXT), champions.get(TEXT), challenger);
        observe(TEXT, "serving-b", InstanceState.READY, null, generation(TEXT), champions.get(TEXT), challenger);
    }

    private void publishLogsStory() {
        for (int version = 1; version <= 5; version++) {
            Checkpoint trained = train(LOGS, Modality.LOGS, 6.1, 0.4);
            report(trained, EvaluationStage.OFFLINE, 0.81 + 0.008 * version, null);
            if (version <= 4) {
                decide(
                        LOGS,
                        DecisionKind.PROMOTE,
                        trained,
                        "controller",
                        "all gates pass, offline and shadow",
                        false,
                        List.of(),
                        null,
                        null,
                        at(trained, 2));
            }
        }
        Checkpoint bad = checkpoint(LOGS, 4);
        decide(
                LOGS,
                DecisionKind.ROLLBACK,
                checkpoint(LOGS, 3),
                "m.keller",
                "embeddings of the payment hosts collapsed after 14:00, see incident 4127",
                true,
                List.of(bad.getCheckpointId(), checkpoint(LOGS, 5).getCheckpointId()),
                null,
                null,
                Instant.now().minus(Duration.ofMinutes(9)));
        observe(LOGS, "serving-a", InstanceState.READY, null, generation(LOGS), champions.get(LOGS), null);
        observe(
                LOGS,
                "serving-b",
                InstanceState.FAILED,
                "blob 3f9a12… is not in the store",
                generation(LOGS) - 1,
                served(bad),
                null);
    }

    private void publishImagesStory() {
        Checkpoint first = train(IMAGES, Modality.IMAGES, 0.92, 0.08);
        report(first, EvaluationStage.OFFLINE, 0.57, "better_than_untrained");
        decide(
                IMAGES,
                DecisionKind.REFUSE,
                first,
                "controller",
                "gate better_than_untrained FAIL: bound -0.0251 is below 0",
                false,
                List.of(),
                null,
                null,
                at(first, 2));
        train(IMAGES, Modality.IMAGES, 0.88, 0.06);
    }

    private Checkpoint train(String model, Modality modality, double loss, double decay) {
        List<Checkpoint> line = line(model);
        int version = line.size() + 1;
        Checkpoint parent = line.isEmpty() ? null : line.get(line.size() - 1);
        String id = Sha256.of(model + version);
        double first = loss * Math.exp(-decay * (version - 1));
        Checkpoint trained = Checkpoint.newBuilder()
                .setModel(model)
                .setVersion(version)
                .setCheckpointId(id)
                .setParentId(parent == null ? null : parent.getCheckpointId())
                .setManifest(new BlobRef(id, 4_096L, "application/json"))
                .setWindows(ranges(modality, version - 1, version))
                .setNextOffsets(ranges(modality, version, version))
                .setSteps(64L * version)
                .setSamples(2_150L * version)
                .setLossFirst(first)
                .setLossLast(first * Math.exp(-decay) * (1 + 0.03 * random.nextGaussian()))
                .setSeconds(38 + 4 * random.nextDouble())
                .setMlflowRunId(version == 3 ? null : Sha256.of("run" + id).substring(0, 32))
                .setCodeVersion("0.1.0")
                .setBackend("nd4j-native, CPU, 1 thread")
                .setCreatedAt(start.plus(Duration.ofMinutes(40L * version)))
                .build();
        line.add(trained);
        send(Topics.TRAINING_CHECKPOINTS, Checkpoint.class, model, trained);
        return trained;
    }

    private static List<OffsetRange> ranges(Modality modality, int from, int to) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            ranges.add(new OffsetRange(
                    Topics.curated(modality), partition, (long) from * (WINDOW / 3), (long) to * (WINDOW / 3)));
        }
        return ranges;
    }

    private void report(Checkpoint judged, EvaluationStage stage, double accuracy, @Nullable String failing) {
        List<GateResult> gates = new ArrayList<>();
        for (String name : List.of(
                "self_test",
                "leakage",
                "collapse.rank",
                "better_than_untrained",
                "linear_probe.accuracy.against_champion",
                "linear_probe.accuracy.against_best",
                "knn.agreement",
                "slices.harm",
                "target.better")) {
            boolean fails = name.equals(failing);
            double estimate = fails ? -0.031 : 0.012 + 0.004 * random.nextDouble();
            gates.add(new GateResult(
                    name,
                    fails ? GateOutcome.FAIL : GateOutcome.PASS,
                    estimate,
                    estimate - 0.0102,
                    name.startsWith("linear") ? -0.02 : 0,
                    1_500L,
                    fails ? "the lower bound is below the threshold" : "paired bootstrap, 10 000 resamples"));
        }
        double champion = accuracy - 0.011;
        EvaluationReport report = EvaluationReport.newBuilder()
                .setReportId(Sha256.of("report" + judged.getCheckpointId() + stage))
                .setModel(judged.getModel())
                .setCheckpointId(judged.getCheckpointId())
                .setStage(stage)
                .setGoldSets(List.of())
                .setGates(gates)
                .setMeasures(List.of(
                        new Measure("linear_probe.accuracy", accuracy),
                        new Measure("linear_probe.accuracy.untrained", UNTRAINED),
                        new Measure("linear_probe.accuracy.champion", champion)))
                .setPolicyHash(Sha256.of("policy"))
                .setSeconds(11.4)
                .setEvaluatedAt(at(judged, 1))
                .build();
        send(Topics.EVALUATION_REPORTS, EvaluationReport.class, judged.getModel(), report);
    }

    private void decide(
            String model,
            DecisionKind kind,
            Checkpoint about,
            String actor,
            String reason,
            boolean hold,
            List<String> quarantined,
            @Nullable ServedCheckpoint challenger,
            @Nullable String idempotencyKey,
            Instant decidedAt) {
        boolean crowned = kind == DecisionKind.PROMOTE || kind == DecisionKind.ROLLBACK;
        ServedCheckpoint before = champions.get(model);
        if (crowned) {
            if (before == null || quarantined.contains(before.getCheckpointId())) {
                previous.remove(model);
            } else {
                previous.put(model, before);
            }
            champions.put(model, served(about));
        }
        long generation = generations.merge(model, 1L, Long::sum);
        String evidence = "{\"policy\":\"" + Sha256.of("policy") + "\",\"seed\":42}";
        Decision decision = DecisionChain.seal(Decision.newBuilder()
                .setDecisionId(Sha256.of(model + generation).substring(0, 24))
                .setModel(model)
                .setKind(kind)
                .setCheckpointId(about.getCheckpointId())
                .setPreviousCheckpointId(before == null ? null : before.getCheckpointId())
                .setGeneration(generation)
                .setActor(actor)
                .setReason(reason)
                .setEvidence(evidence)
                .setEvidenceSha256(Sha256.of(evidence))
                .setIdempotencyKey(idempotencyKey)
                .setQuarantined(quarantined)
                .setPreviousHash(lastHashes.getOrDefault(model, ""))
                .setDecidedAt(decidedAt)
                .build());
        lastHashes.put(model, decision.getHash());
        send(Topics.PROMOTION_DECISIONS, Decision.class, model, decision);
        DesiredModel desired = DesiredModel.newBuilder()
                .setModel(model)
                .setGeneration(generation)
                .setChampion(champions.get(model))
                .setChallenger(challenger)
                .setPrevious(previous.get(model))
                .setHold(hold)
                .setQuarantined(quarantined)
                .setCause(kind)
                .setActor(actor)
                .setReason(reason)
                .setDecisionId(decision.getDecisionId())
                .setDecisionHash(decision.getHash())
                .setDecidedAt(decidedAt)
                .build();
        send(Topics.SERVING_DESIRED, DesiredModel.class, model, desired);
    }

    private void observe(
            String model,
            String instance,
            InstanceState state,
            @Nullable String error,
            long generation,
            @Nullable ServedCheckpoint champion,
            @Nullable ServedCheckpoint challenger) {
        ObservedModel observed = ObservedModel.newBuilder()
                .setModel(model)
                .setInstance(instance)
                .setGeneration(generation)
                .setChampionId(champion == null ? null : champion.getCheckpointId())
                .setChallengerId(challenger == null ? null : challenger.getCheckpointId())
                .setState(state)
                .setError(error)
                .setAddress("http://127.0.0.1:8090")
                .setLoadMillis(840)
                .setObservedAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
                .build();
        send(Topics.SERVING_OBSERVED, ObservedModel.class, model + "/" + instance, observed);
        producer.flush();
    }

    private void publishCuration() {
        List<String> rules = List.of(
                "exact_duplicate", "near_duplicate", "gopher_word_count", "language", "c4_terminal_punctuation");
        for (int i = 0; i < 3_000; i++) {
            Modality modality =
                    List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES).get(i % 3);
            int draw = random.nextInt(100);
            Outcome outcome = draw < 71
                    ? Outcome.KEPT
                    : draw < 84 ? Outcome.DUPLICATE : draw < 99 ? Outcome.REJECTED : Outcome.POISON;
            String rule = switch (outcome) {
                case DUPLICATE -> rules.get(draw % 2);
                case REJECTED -> rules.get(2 + draw % 3);
                case POISON -> "undecodable";
                default -> "";
            };
            String source = List.of("wiki", "news-<b>feed</b>", "host-17", "host-18", "cameras")
                    .get(random.nextInt(5));
            Verdict verdict = Verdict.newBuilder()
                    .setSampleId("sample-" + i)
                    .setModality(modality)
                    .setSource(source)
                    .setOrigin(new SourcePosition(Topics.raw(modality), 0, (long) i))
                    .setOutcome(outcome)
                    .setRule(rule)
                    .setDecidedAt(start.plus(Duration.ofSeconds(3L * i)))
                    .build();
            send(Topics.CURATION_VERDICTS, Verdict.class, verdict.getSampleId(), verdict);
        }
        DriftRequest[] requests = {
            DriftRequest.IGNORE, DriftRequest.RAISE_REPLAY, DriftRequest.TRAIN_NOW, DriftRequest.HOLD_PROMOTION
        };
        for (int i = 0; i < requests.length; i++) {
            DriftSignal signal = DriftSignal.newBuilder()
                    .setModality(i % 2 == 0 ? Modality.LOGS : Modality.TEXT)
                    .setSource(i % 2 == 0 ? "host-17" : "wiki")
                    .setDescriptor(i % 2 == 0 ? "template_mix" : "length")
                    .setMethod("CUSUM, drift 0.5, threshold from the stream's own history")
                    .setStatistic(14.2 + 3.1 * i)
                    .setThreshold(12.9)
                    .setMeanBefore(0.21 + i)
                    .setMeanAfter(0.48 + i)
                    .setWindowBefore(4_000)
                    .setWindowAfter(350)
                    .setOrigin(new SourcePosition(Topics.raw(Modality.LOGS), 1, 900L + i))
                    .setRequest(requests[i])
                    .setDetectedAt(start.plus(Duration.ofMinutes(60L * i)))
                    .build();
            send(Topics.CURATION_DRIFT, DriftSignal.class, signal.getModality().name(), signal);
        }
    }

    private List<Checkpoint> line(String model) {
        return checkpoints.computeIfAbsent(model, unused -> new ArrayList<>());
    }

    private ServedCheckpoint champion(String model) {
        return Objects.requireNonNull(champions.get(model), model + " has no champion");
    }

    private Checkpoint byId(String model, String checkpointId) {
        return line(model).stream()
                .filter(checkpoint -> checkpoint.getCheckpointId().equals(checkpointId))
                .findFirst()
                .orElseThrow();
    }

    private static ServedCheckpoint served(Checkpoint checkpoint) {
        return new ServedCheckpoint(checkpoint.getCheckpointId(), checkpoint.getVersion(), checkpoint.getManifest());
    }

    private static Instant at(Checkpoint checkpoint, int minutesLater) {
        return checkpoint.getCreatedAt().plus(Duration.ofMinutes(minutesLater));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flush() waits for all, and a test that misses a record fails.
    private <T extends SpecificRecordBase> void send(String topic, Class<T> type, String key, T value) {
        producer.send(new ProducerRecord<>(topic, key, AvroWire.of(type).encode(value)));
    }
}
