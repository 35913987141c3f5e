package io.perennial.tests.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowArtifacts.Artifact;
import io.perennial.runtime.mlflow.MlflowRefusedException;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.runtime.mlflow.RegisteredModel;
import io.perennial.runtime.mlflow.Run;
import io.perennial.runtime.mlflow.RunMetric;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class MlflowClientIT {
    private static final String IDENTITY = "perennial.checkpoint_id";

    @TempDir
    static Path directory;

    private static MlflowServer server;
    private static LossyNetwork network;
    private static Mlflow mlflow;

    private String name = "";

    @BeforeAll
    static void start() throws IOException {
        server = MlflowServer.start(MlflowEnvironment.shared(line -> {}), directory.resolve("mlflow"), 0);
        network = LossyNetwork.to(URI.create(server.uri()).getPort());
        mlflow = new Mlflow(MlflowSettings.of(URI.create(network.uri())));
    }

    @AfterAll
    static void stop() throws IOException {
        mlflow.close();
        network.close();
        server.close();
    }

    @BeforeEach
    void ownName(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void experimentIsMadeOnceAndFoundAfterwards() {
        // when
        String first = mlflow.tracking().experiment(name);
        String second = mlflow.tracking().experiment(name);

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void runKeepsMetricsParamsAndTags() {
        // given
        Run run = run("key");
        List<RunMetric> curve = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            curve.add(new RunMetric("loss", 1.0 / (step + 1), 1_000 + step, step));
        }
        curve.add(new RunMetric("gradient_norm", Double.NaN, 1, 7));

        // when
        mlflow.tracking().logMetrics(run.runId(), curve);
        mlflow.tracking().logParams(run.runId(), Map.of("learning_rate", "0.001"));
        mlflow.tracking().setTags(run.runId(), Map.of("perennial.window", "curated.text-0[0,10)"));
        mlflow.tracking().finish(run.runId(), true, 9_000);

        // then
        assertThat(mlflow.tracking().run(run.runId()))
                .get()
                .extracting(Run::status)
                .isEqualTo("FINISHED");
        assertThat(mlflow.tracking().history(run.runId(), "loss")).containsAll(curve.subList(0, 2000));
        assertThat(mlflow.tracking().metrics(run.runId())).containsOnly(Map.entry("loss", 1.0 / 2000));
        assertThat(mlflow.tracking().params(run.runId())).containsEntry("learning_rate", "0.001");
        assertThat(mlflow.tracking().tags(run.runId()))
                .containsEntry("perennial.window", "curated.text-0[0,10)")
                .containsEntry("perennial.not_finite.gradient_norm", "NaN at step 7");
    }

    @Test
    void runOfTheSameKeyIsContinued() {
        // when
        Run first = run("same");
        Run second = run("same");

        // then
        assertThat(second.runId()).isEqualTo(first.runId());
    }

    @Test
    void runIsNotMadeTwiceWhenTheAnswerIsLost() {
        // given
        String experiment = mlflow.tracking().experiment(name);
        int lost = network.lostAnswers();
        network.loseAnswerTo("runs/create");

        // when
        Run run = mlflow.tracking().openRun(experiment, "lost", "update 1", Map.of(), 1_000);

        // then
        assertThat(network.lostAnswers()).isEqualTo(lost + 1);
        assertThat(mlflow.tracking().openRun(experiment, "lost", "update 1", Map.of(), 1_000))
                .isEqualTo(run);
    }

    @Test
    void artifactsAreUploadedListedAndDownloaded() throws IOException {
        // given
        Run run = run("artifacts");
        Path file = directory.resolve("weights.bin");
        Files.write(file, new byte[3_000_000]);

        // when
        mlflow.artifacts().upload(run, "model/notes, part 1.txt", "hello".getBytes(UTF_8));
        mlflow.artifacts().upload(run, "model/weights.bin", file);
        Path copy = directory.resolve("copy.bin");
        mlflow.artifacts().download(run, "model/weights.bin", copy);

        // then
        assertThat(mlflow.artifacts().list(run, "model"))
                .containsExactlyInAnyOrder(
                        new Artifact("model/notes, part 1.txt", false, 5),
                        new Artifact("model/weights.bin", false, 3_000_000));
        assertThat(mlflow.artifacts().download(run, "model/notes, part 1.txt")).isEqualTo("hello".getBytes(UTF_8));
        assertThat(copy).hasSameBinaryContentAs(file);
    }

    @Test
    void artifactThatIsNotThereIsARefusalAndLeavesNoFile() {
        // given
        Run run = run("absent");
        Path target = directory.resolve("absent.bin");

        // when / then
        assertThatThrownBy(() -> mlflow.artifacts().download(run, "model/absent.bin", target))
                .isInstanceOfSatisfying(
                        MlflowRefusedException.class,
                        e -> assertThat(e.isAbsent()).isTrue());
        assertThat(target).doesNotExist();
    }

    @Test
    void versionIsTaggedDescribedAndNamedByAliases() {
        // given
        ModelVersion version = version("id-1", run("registry"));

        // when
        mlflow.registry().setVersionTag(name, version.version(), "perennial.state", "champion");
        mlflow.registry().describeVersion(name, version.version(), "told to people");
        mlflow.registry().describeModel(name, "encoder");
        mlflow.registry().setModelTag(name, "perennial.generation", "7");
        mlflow.registry().setAlias(name, "champion", version.version());

        // then
        assertThat(mlflow.registry().versions(name)).singleElement().satisfies(found -> {
            assertThat(found.tags())
                    .containsEntry("perennial.state", "champion")
                    .containsEntry(IDENTITY, "id-1");
            assertThat(found.description()).isEqualTo("told to people");
            assertThat(found.source()).endsWith("/artifacts/model");
        });
        assertThat(mlflow.registry().model(name))
                .contains(new RegisteredModel(
                        name, "encoder", Map.of("champion", version.version()), Map.of("perennial.generation", "7")));
    }

    @Test
    void aliasAndTagAreDeletedAndDeletingThemAgainIsHarmless() {
        // given
        ModelVersion version = version("id-1", run("deleting"));
        mlflow.registry().setAlias(name, "challenger", version.version());
        mlflow.registry().setVersionTag(name, version.version(), "extra", "x");

        // when
        for (int i = 0; i < 2; i++) {
            mlflow.registry().deleteAlias(name, "challenger");
            mlflow.registry().deleteVersionTag(name, version.version(), "extra");
        }

        // then
        assertThat(mlflow.registry().alias(name, "challenger")).isEmpty();
        assertThat(mlflow.registry().versions(name).get(0).tags()).doesNotContainKey("extra");
    }

    @Test
    void versionIsNotMadeTwiceWhenTheAnswerIsLost() {
        // given
        Run run = run("once");
        mlflow.registry().createModel(name, "");
        int lost = network.lostAnswers();
        network.loseAnswerTo("model-versions/create");

        // when
        ModelVersion first = version("id-1", run);
        ModelVersion second = version("id-1", run);

        // then
        assertThat(network.lostAnswers()).isEqualTo(lost + 1);
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(mlflow.registry().versions(name)).hasSize(1);
    }

    @Test
    void registeredModelThatIsNotThereIsEmptyAndAWrongRequestIsARefusal() {
        // when / then
        assertThat(mlflow.registry().model(name)).isEmpty();
        assertThat(mlflow.tracking().run("0123456789abcdef0123456789abcdef")).isEmpty();
        assertThatThrownBy(() -> mlflow.registry().setAlias(name, "champion", "9"))
                .isInstanceOf(MlflowRefusedException.class)
                .hasMessageContaining("set alias champion of " + name + " to version 9");
    }

    @Test
    void idempotentCallSurvivesOneLostAnswer() {
        // given
        ModelVersion version = version("id-1", run("repeat"));
        network.loseAnswerTo("registered-models/alias");

        // when
        mlflow.registry().setAlias(name, "champion", version.version());

        // then
        assertThat(mlflow.registry().alias(name, "champion")).contains(version.version());
    }

    @Test
    void runWhoseArtifactsTheServerDoesNotServeIsAUsageError() {
        // given
        Run elsewhere = new Run("r", "1", "s3://bucket/1/r/artifacts", "RUNNING");

        // when / then
        assertThatThrownBy(() -> mlflow.artifacts().upload(elsewhere, "model/x", new byte[1]))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("--artifacts-destination");
    }

    private Run run(String key) {
        return mlflow.tracking().openRun(mlflow.tracking().experiment(name), key, "update 1", Map.of(), 1_000);
    }

    private ModelVersion version(String identity, Run run) {
        mlflow.registry().createModel(name, "");
        return mlflow.registry()
                .createVersionOnce(
                        name, IDENTITY, run.artifactUri() + "/model", run.runId(), Map.of(IDENTITY, identity), "");
    }
}
