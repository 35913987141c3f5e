package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.ServiceThread;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowArtifacts.Artifact;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.runtime.mlflow.Run;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.trainer.TrainerService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of an update in MLflow. */
class TrainerJournalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WINDOW = 48;

    @TempDir
    private Path directory;

    @Test
    void showsAnUpdateAsARunWithCurvesLineageAndTheModel() {
        // given
        MlflowEnvironment environment = MlflowEnvironment.shared(line -> {});
        try (MlflowServer server = MlflowServer.start(environment, directory.resolve("mlflow"), 0);
                LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0);
                Mlflow mlflow = new Mlflow(MlflowSettings.of(URI.create(server.uri())));
                TrainerTopics topics = new TrainerTopics(broker.bootstrapServers(), "text-encoder", Modality.TEXT)) {
            topics.publish(0, WINDOW);

            // when
            try (ServiceThread trainer = start(broker, server)) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> !topics.checkpoints().isEmpty());
                Checkpoint checkpoint = topics.checkpoints().get(0);
                assertThat(trainer.isLive()).isTrue();
                assertThat(checkpoint.getMlflowRunId()).isNotNull();
                Run run = awaitFinished(mlflow, checkpoint.getMlflowRunId());

                // then
                assertThat(mlflow.tracking().history(run.runId(), "loss")).hasSize((int) checkpoint.getSteps());
                for (String number : List.of("share_of_peak", "replay_share", "resident_mebibytes", "rank_me")) {
                    assertThat(mlflow.tracking().history(run.runId(), number)).isNotEmpty();
                }
                assertThat(mlflow.tracking().tags(run.runId()))
                        .containsEntry("perennial.checkpoint_id", checkpoint.getCheckpointId())
                        .containsEntry("perennial.version", "1")
                        .containsKey("perennial.windows");
                assertThat(mlflow.tracking().params(run.runId()))
                        .containsEntry("model.width", "16")
                        .containsKeys("seed", "backend", "window_size");
                assertThat(mlflow.artifacts().list(run, "model"))
                        .extracting(Artifact::path)
                        .contains("model/MLmodel", "model/manifest.json");
            }
        }
    }

    private ServiceThread start(LocalBroker broker, MlflowServer server) {
        Map<String, String> settings =
                SmallModels.settings(broker.bootstrapServers(), directory, "text-encoder", Modality.TEXT, WINDOW);
        settings.put("mlflow.uri", server.uri());
        return ServiceThread.start(
                "text-encoder", new TrainerService(SmallModels.config(settings)), Duration.ofSeconds(30));
    }

    private static Run awaitFinished(Mlflow mlflow, String runId) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> mlflow.tracking().run(runId).orElseThrow(),
                        run -> run.status().equals("FINISHED"));
    }
}
