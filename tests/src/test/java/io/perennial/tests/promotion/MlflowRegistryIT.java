package io.perennial.tests.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perennial.evaluator.ControllerConfig;
import io.perennial.evaluator.ControllerService;
import io.perennial.local.broker.LocalBroker;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowArtifacts.Artifact;
import io.perennial.runtime.mlflow.MlflowRegistry;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.runtime.mlflow.Run;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class MlflowRegistryIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static PromotionTopics topics;
    private static MlflowServer server;
    private static LossyNetwork network;
    private static Mlflow mlflow;
    private static ServiceThread controller;

    private String model = "";
    private long generation;

    @BeforeAll
    static void start() throws IOException {
        broker = LocalBroker.start(directory.resolve("kafka"), 0);
        topics = new PromotionTopics(broker.bootstrapServers(), new DirectoryBlobStore(directory.resolve("blobs")));
        server = startServer(0);
        network = LossyNetwork.to(URI.create(server.uri()).getPort());
        mlflow = new Mlflow(MlflowSettings.of(URI.create(server.uri())));
        controller = startController();
    }

    @AfterAll
    static void stop() throws IOException {
        controller.close();
        mlflow.close();
        network.close();
        server.close();
        topics.close();
        broker.close();
    }

    @BeforeEach
    void ownModel(TestInfo test) {
        model = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void promotedCheckpointThatHadNoRunGetsRunArtifactsVersionTagsAndAlias() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);

        // when
        promoteFirst(first);

        // then
        awaitAlias("champion", first);
        ModelVersion version = version(first);
        assertThat(version.tags())
                .containsEntry("perennial.state", "champion")
                .containsEntry("perennial.version", "1")
                .containsEntry("perennial.parent", "none")
                .containsEntry("perennial.windows", "curated.text-0[0,10)")
                .containsEntry("perennial.gate.linear_probe.non_inferior", "PASS bound=-0.005 threshold=-0.02")
                .containsEntry("perennial.generation", "1")
                .containsEntry(
                        "perennial.decision", topics.decisions(model).get(0).getDecisionId());
        assertThat(version.description()).contains("Update 1 of " + model, "PROMOTE by controller");
        Run run = mlflow.tracking().run(String.valueOf(version.runId())).orElseThrow();
        assertThat(version.source()).isEqualTo(run.artifactUri() + "/model");
        assertThat(run.status()).isEqualTo("FINISHED");
        assertThat(mlflow.artifacts().list(run, "model").stream().map(Artifact::path))
                .containsExactlyInAnyOrder("model/MLmodel", "model/manifest.json", "model/parameters");
    }

    @Test
    void versionUsesTheRunThatTheTrainerMade() throws IOException {
        // given
        String experiment = mlflow.tracking().experiment("perennial/" + model);
        Run run = mlflow.tracking().openRun(experiment, "update", "update 1", Map.of(), 1_000);
        Checkpoint first = topics.checkpoint(model, null, run.runId());
        topics.publish(first);

        // when
        promoteFirst(first);

        // then
        awaitAlias("champion", first);
        assertThat(version(first).runId()).isEqualTo(run.runId());
    }

    @Test
    void aliasChallengerIsThereAsLongAsTheShadowRuns() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        promoteFirst(first);

        // when
        topics.report(second, EvaluationStage.OFFLINE, first, GateOutcome.PASS);

        // then
        awaitAlias("challenger", second);
        topics.report(second, EvaluationStage.SHADOW, first, GateOutcome.PASS);
        awaitAlias("champion", second);
        await().atMost(LIMIT).until(() -> registry().alias(model, "challenger").isEmpty());
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(version(first).tags()).containsEntry("perennial.state", "retired");
            assertThat(version(second).tags()).containsEntry("perennial.state", "champion");
        });
    }

    @Test
    void refusedAndQuarantinedVersionsSaySo() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        Checkpoint third = topics.published(model, second);
        promote(first, null);
        promote(second, first);
        topics.report(third, EvaluationStage.OFFLINE, second, GateOutcome.FAIL);
        awaitState(third, "refused");

        // when
        topics.command("rollback-" + model, model, OperatorAction.ROLLBACK, first, generation);

        // then
        awaitAlias("champion", first);
        awaitState(second, "quarantined");
        awaitState(third, "quarantined");
    }

    @Test
    void aliasMovedByHandToAFormerChampionIsAdoptedAndRecorded() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        promote(first, null);
        promote(second, first);
        awaitInStep();

        // when
        registry().setAlias(model, "champion", version(first).version());

        // then
        await().atMost(LIMIT).until(() -> topics.kinds(model).contains(DecisionKind.ALIAS_ADOPTED));
        Decision adopted = last();
        assertThat(adopted.getActor()).isEqualTo("mlflow");
        assertThat(topics.desired(model).get(topics.desired(model).size() - 1)).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo(first.getCheckpointId());
            assertThat(desired.getHold()).isTrue();
        });
        generation++;
        awaitInStep();
        assertThat(registry().alias(model, "champion")).contains(version(first).version());
    }

    @Test
    void aliasMovedByHandToARefusedVersionIsMovedBackAndRecorded() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        promote(first, null);
        topics.report(second, EvaluationStage.OFFLINE, first, GateOutcome.FAIL);
        awaitState(second, "refused");
        awaitInStep();

        // when
        registry().setAlias(model, "champion", version(second).version());

        // then
        await().atMost(LIMIT).until(() -> topics.kinds(model).contains(DecisionKind.ALIAS_REVERTED));
        awaitAlias("champion", first);
        assertThat(last().getReason()).contains("moved by hand", "never champion");
        assertThat(topics.desired(model)).hasSize(1);
    }

    @Test
    void aliasDeletedByHandComesBack() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        promote(first, null);
        awaitInStep();

        // when
        registry().deleteAlias(model, "champion");

        // then
        awaitAlias("champion", first);
        assertThat(topics.kinds(model)).containsExactly(DecisionKind.PROMOTE, DecisionKind.ALIAS_REVERTED);
    }

    @Test
    void lostAnswerToACreateLeadsToOneVersionOnly() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        int lost = network.lostAnswers();
        network.loseAnswerTo("model-versions/create");

        // when
        promoteFirst(first);

        // then
        awaitAlias("champion", first);
        assertThat(network.lostAnswers()).isEqualTo(lost + 1);
        assertThat(registry().versions(model)).hasSize(1);
    }

    @Test
    void decisionsGoOnWhileMlflowIsAwayAndItCatchesUpAfterwards() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        promote(first, null);
        promote(second, first);
        awaitInStep();
        int port = URI.create(server.uri()).getPort();
        server.close();

        // when
        long started = System.nanoTime();
        topics.command("rollback-" + model, model, OperatorAction.ROLLBACK, first, generation);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> topics.desired(model)
                        .get(topics.desired(model).size() - 1)
                        .getHold());
        Duration rollback = Duration.ofNanos(System.nanoTime() - started);
        server = startServer(port);

        // then
        assertThat(rollback).isLessThan(Duration.ofSeconds(10));
        awaitAlias("champion", first);
        awaitState(second, "quarantined");
        assertThat(topics.kinds(model)).doesNotContain(DecisionKind.ALIAS_REVERTED, DecisionKind.ALIAS_ADOPTED);
        assertThat(registry().versions(model)).hasSize(2);
    }

    @Test
    void projectionThatLagsIsNotTakenForAHumanAfterARestartOfTheController() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        promote(first, null);
        awaitInStep();
        controller.close();
        topics.report(second, EvaluationStage.OFFLINE, first, GateOutcome.PASS);
        topics.report(second, EvaluationStage.SHADOW, first, GateOutcome.PASS);

        // when
        controller = startController();

        // then
        awaitAlias("champion", second);
        assertThat(topics.kinds(model))
                .containsExactly(DecisionKind.PROMOTE, DecisionKind.CHALLENGE, DecisionKind.PROMOTE);
    }

    private static MlflowServer startServer(int port) {
        return MlflowServer.start(MlflowEnvironment.shared(line -> {}), directory.resolve("mlflow"), port);
    }

    private static ServiceThread startController() {
        ServiceConfig config = ServiceConfig.parse(
                ControllerConfig.definition(),
                Map.of(
                        ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                        ServiceConfig.MLFLOW_URI, network.uri(),
                        ServiceConfig.BLOB_DIRECTORY, directory.resolve("blobs").toString(),
                        ControllerConfig.REGISTRY_INTERVAL, "300"));
        return ServiceThread.start("controller", new ControllerService(config), LIMIT);
    }

    private static MlflowRegistry registry() {
        return mlflow.registry();
    }

    private void promoteFirst(Checkpoint first) {
        topics.report(first, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
    }

    private void promote(Checkpoint checkpoint, @Nullable Checkpoint champion) {
        topics.report(checkpoint, EvaluationStage.OFFLINE, champion, GateOutcome.PASS);
        generation++;
        if (champion != null) {
            topics.report(checkpoint, EvaluationStage.SHADOW, champion, GateOutcome.PASS);
            generation++;
        }
        awaitAlias("champion", checkpoint);
    }

    private void awaitAlias(String alias, Checkpoint checkpoint) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            Optional<String> version = registry().alias(model, alias);
            return version.isPresent()
                    && version.get().equals(version(checkpoint).version());
        });
    }

    private void awaitState(Checkpoint checkpoint, String state) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> state.equals(version(checkpoint).tags().get("perennial.state")));
    }

    private void awaitInStep() {
        String expected = Long.toString(generation);
        await().atMost(LIMIT)
                .until(() -> expected.equals(
                        registry().model(model).orElseThrow().tags().get("perennial.generation")));
    }

    private ModelVersion version(Checkpoint checkpoint) {
        List<ModelVersion> versions =
                registry().versionsWithTag(model, "perennial.checkpoint_id", checkpoint.getCheckpointId());
        assertThat(versions).hasSize(1);
        return versions.get(0);
    }

    private Decision last() {
        List<Decision> decisions = topics.decisions(model);
        return decisions.get(decisions.size() - 1);
    }
}
