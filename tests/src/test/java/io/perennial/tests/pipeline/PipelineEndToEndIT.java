package io.perennial.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.evaluator.gold.GoldSets;
import io.perennial.evaluator.gold.GoldSplits;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowRegistry;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.TrainerTerminal;
import io.perennial.tests.data.Labelled;
import io.perennial.tests.data.SharedData;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From plain publishers to promoted models and back, through every module. The tests build on each other in the order of the story, on
 * one pipeline that runs all the while.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineEndToEndIT {
    private static final String TEXT_ENCODER = "text-encoder";
    private static final String LOG_ENCODER = "log-encoder";
    private static final String IMAGE_ENCODER = "image-encoder";

    private static final int GOLD_TEXTS = 2_000;
    private static final int GOLD_LINES_OF_AN_EVENT = 10;
    private static final int GOLD_PICTURES = 3_000;
    private static final int TEXT_WINDOW = 900;
    private static final int LOG_WINDOW = 3_000;
    private static final int IMAGE_WINDOW = 1_500;

    /** One window of all systems and some lines more. */
    private static final int LINES_OF_A_SYSTEM = 400;

    /** Records that fall out on the way: duplicates, junk and what a small sample of real data loses to the rules. */
    private static final int SPARE = 600;

    private static final Duration TRAINING = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(60);

    private PipelineUnderTest pipeline;
    private KafkaClients clients;
    private Producer<String, byte[]> producer;
    private RawTraffic traffic;
    private ConsoleClient console;
    private TopicLog<Verdict> verdicts;
    private TopicLog<Checkpoint> checkpoints;
    private TopicLog<EvaluationReport> reports;
    private TopicLog<Decision> decisions;
    private TopicLog<DesiredModel> desired;
    private TopicLog<ObservedModel> observed;
    private List<Labelled> texts;
    private List<Labelled> streamedLines;
    private List<Labelled> pictures;

    @BeforeAll
    void startPipelineAndPublishGoldSets(@TempDir Path directory) throws Exception {
        SharedData data = SharedData.assumed();
        texts = data.news();
        pictures = data.pictures(600);
        pipeline = PipelineUnderTest.start(directory);
        clients = pipeline.clients();
        producer = clients.producer(Map.of());
        traffic = new RawTraffic(producer);
        console = new ConsoleClient(pipeline.consoleAddress());
        verdicts = new TopicLog<>(clients, Topics.CURATION_VERDICTS, Verdict.class);
        checkpoints = new TopicLog<>(clients, Topics.TRAINING_CHECKPOINTS, Checkpoint.class);
        reports = new TopicLog<>(clients, Topics.EVALUATION_REPORTS, EvaluationReport.class);
        decisions = new TopicLog<>(clients, Topics.PROMOTION_DECISIONS, Decision.class);
        desired = new TopicLog<>(clients, Topics.SERVING_DESIRED, DesiredModel.class);
        observed = new TopicLog<>(clients, Topics.SERVING_OBSERVED, ObservedModel.class);
        // The probe is asked for the system of messages whose templates it has not seen: what words tell alone is not
        // enough.
        List<Labelled> goldLines = new ArrayList<>();
        streamedLines = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Labelled line : data.logMessages()) {
            boolean gold = seen.merge(line.group(), 1, Integer::sum) <= GOLD_LINES_OF_AN_EVENT;
            (gold ? goldLines : streamedLines).add(line);
        }
        publishGold("news-sections", Modality.TEXT, TEXT_ENCODER, texts.subList(0, GOLD_TEXTS));
        publishGold("log-systems", Modality.LOGS, LOG_ENCODER, goldLines);
        publishGold("picture-classes", Modality.IMAGES, IMAGE_ENCODER, pictures.subList(0, GOLD_PICTURES));
        pipeline.train(TEXT_ENCODER, TEXT_WINDOW, 8);
        pipeline.train(LOG_ENCODER, LOG_WINDOW, 3);
        pipeline.train(IMAGE_ENCODER, IMAGE_WINDOW, 20);
    }

    @AfterAll
    void stopPipeline() {
        if (pipeline == null) {
            return;
        }
        for (TopicLog<?> log : List.of(verdicts, checkpoints, reports, decisions, desired, observed)) {
            log.close();
        }
        producer.close();
        pipeline.close();
    }

    @Test
    @Order(1)
    void everyRawRecordHasExactlyOneVerdict() throws Exception {
        // given
        List<Labelled> rawTexts = texts.subList(GOLD_TEXTS, GOLD_TEXTS + TEXT_WINDOW + SPARE);
        traffic.publish(Modality.TEXT, "newsroom", rawTexts);
        traffic.publish(Modality.TEXT, "mirror", rawTexts.subList(0, 40));
        traffic.publishPlain(Modality.TEXT, "newsroom", texts.get(0).content());
        traffic.publishPlain(Modality.TEXT, "junk", utf8("#### $$$$ %%%% ####"));
        for (Map.Entry<String, List<Labelled>> system : bySystem(streamedLines).entrySet()) {
            List<Labelled> lines = system.getValue();
            traffic.publish(
                    Modality.LOGS, system.getKey(), lines.subList(0, Math.min(LINES_OF_A_SYSTEM, lines.size())));
        }
        traffic.publishPlain(Modality.LOGS, "BGL", new byte[] {'o', 'k', ' ', (byte) 0xC3, (byte) 0x28, '!'});
        traffic.publish(
                Modality.IMAGES, "camera", pictures.subList(GOLD_PICTURES, GOLD_PICTURES + IMAGE_WINDOW + SPARE));
        traffic.publishPlain(
                Modality.IMAGES, "camera", pictures.get(GOLD_PICTURES).content());
        traffic.publishPlain(Modality.IMAGES, "camera", utf8("this is no picture"));
        List<SourcePosition> published = traffic.positions();

        // when
        Awaitility.await("a verdict for each of " + published.size() + " raw records")
                .atMost(Duration.ofMinutes(2))
                .until(() -> verdicts.read().size() >= published.size());

        // then
        assertThat(verdicts.read().stream().map(Verdict::getOrigin)).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    @Order(2)
    void verdictsNameWhatWasWrong() {
        // when
        Set<String> rules = verdicts.read().stream()
                .filter(verdict -> verdict.getOutcome() != Outcome.KEPT)
                .map(verdict -> verdict.getModality() + " " + verdict.getOutcome() + " " + verdict.getRule())
                .collect(Collectors.toSet());

        // then
        assertThat(rules)
                .contains(
                        "TEXT DUPLICATE exact_duplicate",
                        "TEXT REJECTED contaminated_exact",
                        "LOGS POISON invalid_utf8",
                        "IMAGES DUPLICATE exact_duplicate",
                        "IMAGES POISON undecodable_image");
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT_ENCODER, LOG_ENCODER, IMAGE_ENCODER})
    @Order(3)
    void aFirstChampionAppears(String model) {
        // when
        DesiredModel first = desired.await(
                "champion of " + model,
                TRAINING,
                state -> state.getModel().equals(model) && state.getChampion() != null);

        // then
        assertThat(observedBy("serving-a", model, first.getGeneration())).isEqualTo(InstanceState.READY);
        assertThat(observedBy("serving-b", model, first.getGeneration())).isEqualTo(InstanceState.READY);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT_ENCODER, LOG_ENCODER, IMAGE_ENCODER})
    @Order(4)
    void learningIsReal(String model) {
        // given
        EvaluationReport report = reports.await(
                "report of " + model, SHORT, each -> each.getModel().equals(model));

        // when
        double trained = measure(report, "linear_probe.accuracy");
        double untrained = measure(report, "linear_probe.accuracy.untrained");

        // then
        System.out.printf(
                "%s: linear probe %.3f, untrained encoder %.3f, margin %+.3f%n",
                model, trained, untrained, trained - untrained);
        assertThat(trained).isGreaterThan(untrained);
        assertThat(gate(report, "better_than_untrained").getBound())
                .as("lower bound of the margin")
                .isPositive();
    }

    @Test
    @Order(5)
    void aRealImprovementIsPromotedAfterItsShadow() throws Exception {
        // given
        traffic.publish(Modality.TEXT, "newsroom", texts.subList(GOLD_TEXTS + TEXT_WINDOW + SPARE, texts.size()));
        DesiredModel first = champion(TEXT_ENCODER);

        // when
        DesiredModel promoted;
        try (LiveRequests callers = new LiveRequests(traffic, TEXT_ENCODER, texts.subList(0, GOLD_TEXTS))) {
            callers.start();
            promoted = desired.await(
                    "second champion",
                    TRAINING,
                    state -> state.getModel().equals(TEXT_ENCODER)
                            && state.getCause() == DecisionKind.PROMOTE
                            && state.getGeneration() > first.getGeneration());
        }

        // then
        EvaluationReport shadow = reports.find(report -> report.getStage() == EvaluationStage.SHADOW
                        && report.getCheckpointId().equals(championId(promoted)))
                .orElseThrow();
        assertThat(shadow.getGates()).allMatch(gate -> gate.getOutcome() == GateOutcome.PASS);
        assertThat(parentOf(championId(promoted))).isEqualTo(championId(first));
    }

    @Test
    @Order(6)
    void aChallengerFromShuffledWeightsIsRefusedWithTheBoundThatRefusedIt() throws Exception {
        // given
        Checkpoint champion = checkpoint(championId(champion(TEXT_ENCODER)));
        Checkpoint shuffled = ShuffledCheckpoint.of(champion, pipeline.blobs(), 7L);

        // when
        producer.send(new ProducerRecord<>(
                        Topics.TRAINING_CHECKPOINTS,
                        TEXT_ENCODER,
                        AvroWire.of(Checkpoint.class).encode(shuffled)))
                .get();
        Decision decision = decisions.await(
                "decision on shuffled weights",
                SHORT,
                each -> shuffled.getCheckpointId().equals(each.getCheckpointId()));

        // then
        GateResult gate = gate(reportOf(shuffled.getCheckpointId()), "non_inferior.champion");
        System.out.printf(
                "shuffled weights: %s, statistic %.3f, bound %.3f, threshold %.3f%n",
                gate.getOutcome(), gate.getStatistic(), gate.getBound(), gate.getThreshold());
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(gate.getOutcome()).isEqualTo(GateOutcome.FAIL);
        assertThat(gate.getBound()).isLessThan(gate.getThreshold());
        assertThat(decision.getReason()).contains("bound");
        assertThat(decision.getEvidence()).contains("non_inferior.champion");
    }

    @Test
    @Order(7)
    void aRollbackFromTheConsoleConvergesOnAllInstancesWithinFiveSeconds() throws Exception {
        // given
        DesiredModel before = champion(TEXT_ENCODER);
        String target = parentOf(championId(before));

        // when
        String command = console.command(rollback(before, target, "accuracy complaints from search"));
        Duration converged = awaitConverged(command);

        // then
        System.out.printf("rollback converged in %d ms%n", converged.toMillis());
        DesiredModel after = champion(TEXT_ENCODER);
        assertThat(championId(after)).isEqualTo(target);
        assertThat(after.getHold()).isTrue();
        assertThat(after.getQuarantined()).contains(championId(before));
        assertThat(converged).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Order(8)
    void theRollbackIsVisibleInMlflow() {
        // given
        String champion = championId(champion(TEXT_ENCODER));

        // when / then
        awaitMlflowChampion(champion);
    }

    @Test
    @Order(9)
    void withMlflowStoppedARollbackStillConvergesAndMlflowCatchesUp() throws Exception {
        // given
        DesiredModel held = champion(TEXT_ENCODER);
        String newer = held.getQuarantined().stream()
                .filter(id -> decisions
                        .find(each -> id.equals(each.getCheckpointId()) && each.getKind() == DecisionKind.PROMOTE)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        awaitConverged(console.command(command(held, "LIFT_QUARANTINE", newer, "complaints were about another model")));
        DesiredModel lifted = champion(TEXT_ENCODER);
        awaitConverged(console.command(command(lifted, "PIN", newer, "back to the newer version")));
        awaitMlflowChampion(newer);
        DesiredModel pinned = champion(TEXT_ENCODER);
        pipeline.stopMlflow();

        // when
        Duration converged = awaitConverged(
                console.command(rollback(pinned, championId(held), "the complaints were about this model after all")));
        pipeline.startMlflow();

        // then
        System.out.printf("rollback without MLflow converged in %d ms%n", converged.toMillis());
        assertThat(championId(champion(TEXT_ENCODER))).isEqualTo(championId(held));
        assertThat(converged).isLessThan(Duration.ofSeconds(5));
        awaitMlflowChampion(championId(held));
    }

    @Test
    @Order(10)
    void everyVersionThatWasTrainedIsRederivedBitForBit() {
        // given
        List<Checkpoint> trained = checkpoints.read().stream()
                .filter(checkpoint -> !checkpoint.getWindows().isEmpty())
                .toList();

        // when
        List<TrainerTerminal.Outcome> outcomes = trained.parallelStream()
                .map(checkpoint ->
                        pipeline.trainerTerminal(checkpoint.getModel()).run("rederive", checkpoint.getCheckpointId()))
                .toList();

        // then
        System.out.printf("%d versions rederived%n", trained.size());
        assertThat(trained).extracting(Checkpoint::getModel).contains(TEXT_ENCODER, LOG_ENCODER, IMAGE_ENCODER);
        assertThat(outcomes).allMatch(outcome -> outcome.out().strip().endsWith(": bit-exact"));
    }

    @Test
    @Order(11)
    void weightsThatNoTrainingMadeAreNotRederived() {
        // given
        Checkpoint shuffled = checkpoints
                .find(checkpoint -> checkpoint.getWindows().isEmpty())
                .orElseThrow();

        // when
        TrainerTerminal.Outcome outcome =
                pipeline.trainerTerminal(TEXT_ENCODER).run("rederive", shuffled.getCheckpointId());

        // then
        assertThat(outcome.status()).as(outcome.out()).isNotZero();
        assertThat(outcome.out()).doesNotContain("bit-exact");
    }

    private void publishGold(String name, Modality modality, String model, List<Labelled> items) throws IOException {
        List<GoldExample> examples = IntStream.range(0, items.size())
                .mapToObj(index -> goldExample(name + "-" + index, modality, items.get(index)))
                .toList();
        new GoldSets(pipeline.blobs(), Clock.systemUTC()).publish(producer, null, name, modality, model, examples);
    }

    private static GoldExample goldExample(String id, Modality modality, Labelled item) {
        boolean picture = modality == Modality.IMAGES;
        return GoldExample.newBuilder()
                .setId(id)
                .setLabel(item.label())
                .setSplit(GoldSplits.of(item.group()))
                .setText(picture ? "" : new String(item.content(), StandardCharsets.UTF_8))
                .setImage(ByteBuffer.wrap(picture ? item.content() : new byte[0]))
                .build();
    }

    private static Map<String, List<Labelled>> bySystem(List<Labelled> lines) {
        return lines.stream().collect(Collectors.groupingBy(Labelled::label, TreeMap::new, Collectors.toList()));
    }

    private InstanceState observedBy(String instance, String model, long generation) {
        return observed.await(
                        instance + " at generation " + generation + " of " + model,
                        SHORT,
                        each -> each.getInstance().equals(instance)
                                && each.getModel().equals(model)
                                && each.getGeneration() >= generation)
                .getState();
    }

    private DesiredModel champion(String model) {
        List<DesiredModel> states = desired.read().stream()
                .filter(state -> state.getModel().equals(model) && state.getChampion() != null)
                .toList();
        return states.get(states.size() - 1);
    }

    private static String championId(DesiredModel state) {
        return Objects.requireNonNull(state.getChampion()).getCheckpointId();
    }

    private Checkpoint checkpoint(String id) {
        return checkpoints.find(each -> each.getCheckpointId().equals(id)).orElseThrow();
    }

    private String parentOf(String checkpointId) {
        return Objects.requireNonNull(checkpoint(checkpointId).getParentId());
    }

    private EvaluationReport reportOf(String checkpointId) {
        return reports.find(each -> each.getCheckpointId().equals(checkpointId)).orElseThrow();
    }

    private static double measure(EvaluationReport report, String name) {
        return report.getMeasures().stream()
                .filter(measure -> measure.getName().equals(name))
                .mapToDouble(Measure::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static GateResult gate(EvaluationReport report, String name) {
        return report.getGates().stream()
                .filter(gate -> gate.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> rollback(DesiredModel seen, String target, String reason) {
        return command(seen, "ROLLBACK", target, reason);
    }

    private static Map<String, Object> command(DesiredModel seen, String action, String target, String reason) {
        return Map.of(
                "model",
                seen.getModel(),
                "action",
                action,
                "to",
                target,
                "expectedGeneration",
                seen.getGeneration(),
                "reason",
                reason,
                "confirm",
                seen.getModel());
    }

    /** Waits until the console says that all live instances follow, and returns the time since the command was sent. */
    private Duration awaitConverged(String command) throws Exception {
        long started = System.nanoTime();
        Awaitility.await("command " + command)
                .atMost(SHORT)
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        console.get("/api/v1/commands/" + command).get("final").asBoolean());
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        JsonNode progress = console.get("/api/v1/commands/" + command);
        assertThat(progress.get("stage").asText()).as(progress.toString()).isEqualTo("CONVERGED");
        return took;
    }

    private void awaitMlflowChampion(String checkpointId) {
        try (Mlflow mlflow = new Mlflow(MlflowSettings.of(URI.create(pipeline.mlflowUri())))) {
            MlflowRegistry registry = mlflow.registry();
            Awaitility.await("alias champion on " + checkpointId)
                    .atMost(SHORT)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() ->
                            registry.versionsWithTag(TEXT_ENCODER, "perennial.checkpoint_id", checkpointId).stream()
                                    .map(ModelVersion::version)
                                    .toList()
                                    .equals(registry.alias(TEXT_ENCODER, "champion").stream()
                                            .toList()));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
