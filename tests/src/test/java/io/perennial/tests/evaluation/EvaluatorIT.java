package io.perennial.tests.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.history.Reports;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.ServingRole;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> CORPUS = corpus();

    @TempDir
    private static Path directory = Path.of("");

    private static EvaluatorWorld world;

    @BeforeAll
    static void open() {
        world = new EvaluatorWorld(directory);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void aCheckpointGetsOneReportHoweverOftenTheEvaluatorStarts() throws IOException {
        // given
        String model = "judged-once";
        world.publishGold(model, 150);
        OffsetRange window = world.publishCurated(CORPUS);
        Checkpoint checkpoint = world.publishCheckpoint(model, null, CORPUS, 20, window);

        // when
        EvaluationReport report;
        try (ServiceThread evaluator = world.startEvaluator(model, Map.of())) {
            report = await(evaluator, model, 1).get(0);
        }
        Checkpoint next = world.publishCheckpoint(model, checkpoint, CORPUS, 1, window);
        List<EvaluationReport> reports;
        try (ServiceThread again = world.startEvaluator(model, Map.of("decision.wait.ms", "0"))) {
            reports = await(again, model, 2);
        }

        // then
        assertThat(reports)
                .extracting(EvaluationReport::getCheckpointId)
                .containsExactly(checkpoint.getCheckpointId(), next.getCheckpointId());
        assertThat(report.getStage()).isEqualTo(EvaluationStage.OFFLINE);
        assertThat(report.getReportId()).isEqualTo(Reports.sealed(report).getReportId());
        assertThat(gate(report, "self_test").getOutcome()).isEqualTo(GateOutcome.PASS);
        assertThat(gate(report, "test_examples").getOutcome()).isEqualTo(GateOutcome.PASS);
        assertThat(gate(report, "leakage").getOutcome()).isEqualTo(GateOutcome.PASS);
        assertThat(gate(report, "leakage").getExamples()).isEqualTo(CORPUS.size());
        assertThat(measure(report, "linear_probe.accuracy")).isGreaterThan(0.5);
        assertThat(measure(report, "linear_probe.accuracy.untrained")).isFinite();
        assertThat(gate(report, "better_than_untrained").getStatistic())
                .isEqualTo(
                        measure(report, "linear_probe.accuracy") - measure(report, "linear_probe.accuracy.untrained"),
                        org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void aGoldExampleInTheWindowIsALeak() throws IOException {
        // given
        String model = "leaking";
        world.publishGold(model, 150);
        List<String> texts = new ArrayList<>(CORPUS);
        texts.add(Sentences.about(1, 1_000_003L));
        OffsetRange window = world.publishCurated(texts);
        world.publishCheckpoint(model, null, CORPUS, 1, window);

        // when
        EvaluationReport report;
        try (ServiceThread evaluator = world.startEvaluator(model, Map.of())) {
            report = await(evaluator, model, 1).get(0);
        }

        // then
        assertThat(gate(report, "leakage").getOutcome()).isEqualTo(GateOutcome.FAIL);
        assertThat(gate(report, "leakage").getStatistic()).isEqualTo(1);
    }

    @Test
    void aCheckpointWithoutGoldSetIsAnError() throws IOException {
        // given
        String model = "without-gold";
        OffsetRange window = world.publishCurated(CORPUS);
        world.publishCheckpoint(model, null, CORPUS, 1, window);

        // when
        EvaluationReport report;
        try (ServiceThread evaluator = world.startEvaluator(model, Map.of("gold.wait.ms", "300"))) {
            report = await(evaluator, model, 1).get(0);
        }

        // then
        assertThat(report.getGates()).hasSize(1);
        assertThat(gate(report, "gold_set").getOutcome()).isEqualTo(GateOutcome.ERROR);
    }

    @Test
    void aCheckpointIsComparedWithTheChampionAndThenWatchedInItsShadow() throws IOException {
        // given
        String model = "in-the-shadow";
        world.publishGold(model, 150);
        OffsetRange window = world.publishCurated(CORPUS);
        Checkpoint champion = world.publishCheckpoint(model, null, CORPUS, 10, window);
        Checkpoint challenger = world.publishCheckpoint(model, champion, CORPUS, 10, window);
        desire(model, 1, champion, null);

        // when
        List<EvaluationReport> reports;
        try (ServiceThread evaluator =
                world.startEvaluator(model, Map.of("decision.wait.ms", "0", "shadow.patience.ms", "500"))) {
            await(evaluator, model, 2);
            desire(model, 2, champion, challenger);
            answer(model, champion, challenger, 0, 30);
        }
        answer(model, champion, challenger, 30, 60);
        try (ServiceThread again = world.startEvaluator(model, Map.of("shadow.patience.ms", "500"))) {
            reports = await(again, model, 3);
        }

        // then
        EvaluationReport offline = reports.get(1);
        assertThat(offline.getChampionId()).isEqualTo(champion.getCheckpointId());
        assertThat(offline.getAnchorId()).isEqualTo(champion.getCheckpointId());
        assertThat(offline.getGates())
                .extracting(GateResult::getName)
                .contains("non_inferior.champion", "non_inferior.anchor", "improvement", "probes_agree", "slices");
        EvaluationReport shadow = reports.get(2);
        assertThat(shadow.getStage()).isEqualTo(EvaluationStage.SHADOW);
        assertThat(shadow.getCheckpointId()).isEqualTo(challenger.getCheckpointId());
        assertThat(shadow.getChampionId()).isEqualTo(champion.getCheckpointId());
        assertThat(gate(shadow, "shadow.pairs").getStatistic()).isEqualTo(50);
        assertThat(shadow.getGates()).extracting(GateResult::getOutcome).containsOnly(GateOutcome.PASS);
    }

    private static void desire(
            String model,
            long generation,
            Checkpoint champion,
            @org.jspecify.annotations.Nullable Checkpoint challenger) {
        DesiredModel state = DesiredModel.newBuilder()
                .setModel(model)
                .setGeneration(generation)
                .setChampion(served(champion))
                .setChallenger(challenger == null ? null : served(challenger))
                .setDecidedAt(Instant.now())
                .build();
        world.publish(Topics.SERVING_DESIRED, model, state, AvroWire.of(DesiredModel.class));
    }

    private static ServedCheckpoint served(Checkpoint checkpoint) {
        return new ServedCheckpoint(checkpoint.getCheckpointId(), checkpoint.getVersion(), checkpoint.getManifest());
    }

    private static void answer(String model, Checkpoint champion, Checkpoint challenger, int from, int to) {
        AvroWire<EmbedResponse> wire = AvroWire.of(EmbedResponse.class);
        for (int request = from; request < to; request++) {
            String id = model + "-" + request;
            world.publish(
                    Topics.SERVING_RESPONSES, id, response(id, model, champion, ServingRole.CHAMPION, request), wire);
            world.publish(
                    Topics.SERVING_SHADOW, id, response(id, model, challenger, ServingRole.CHALLENGER, request), wire);
        }
    }

    private static EmbedResponse response(String id, String model, Checkpoint checkpoint, ServingRole role, int seed) {
        Random random = new Random(seed);
        List<Float> vector = new ArrayList<>();
        for (int j = 0; j < 8; j++) {
            vector.add((float) random.nextGaussian());
        }
        return new EmbedResponse(
                id,
                model,
                checkpoint.getCheckpointId(),
                2L,
                role,
                "instance",
                vector,
                900L + seed,
                null,
                Instant.now());
    }

    private static List<EvaluationReport> await(ServiceThread evaluator, String model, int count) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            if (!evaluator.isLive()) {
                evaluator.await();
            }
            return world.reports(model).size() >= count;
        });
        return world.reports(model);
    }

    private static GateResult gate(EvaluationReport report, String name) {
        return report.getGates().stream()
                .filter(gate -> gate.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no gate " + name + " in " + report.getGates()));
    }

    private static double measure(EvaluationReport report, String name) {
        return report.getMeasures().stream()
                .filter(measure -> measure.getName().equals(name))
                .mapToDouble(Measure::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no measure " + name + " in " + report.getMeasures()));
    }

    private static List<String> corpus() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            texts.add(Sentences.about(i % Sentences.SUBJECTS.length, i));
        }
        return texts;
    }
}
