package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceThread;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.runtime.mlflow.Run;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.JavaProcess;
import io.perennial.trainer.TrainerMain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer, in a process of its own, whose disk is full. */
class TrainerDiskFullIT {
    private static final int WINDOW = 48;
    /** Enough for the small blobs of a checkpoint and a part of the first tensor. */
    private static final int ROOM = 16 * 1024;

    @TempDir
    private Path directory;

    @Test
    void writesTheCheckpointOfAnUndisturbedRunOnceTheBlobStoreHasRoomAgain() throws IOException, InterruptedException {
        // given
        Path undisturbedHome = directory.resolve("undisturbed");
        Checkpoint undisturbed = trainUndisturbed(undisturbedHome);
        try (ScarceDisk disk = ScarceDisk.at(directory.resolve("disk"));
                TrainerWorld world = TrainerWorld.start(directory.resolve("disturbed"));
                TrainerTopics topics = world.topics("text-encoder", Modality.TEXT);
                MlflowServer server =
                        MlflowServer.start(MlflowEnvironment.shared(line -> {}), directory.resolve("mlflow"), 0);
                Mlflow mlflow = new Mlflow(MlflowSettings.of(URI.create(server.uri())))) {
            Path blobs = disk.directory().resolve("blobs");
            Map<String, String> settings = world.settings("text-encoder", Modality.TEXT, WINDOW);
            settings.put("blob.directory", blobs.toString());
            settings.put("mlflow.uri", server.uri());
            topics.publish(0, WINDOW);
            disk.leave(ROOM);

            // when
            List<String> complaints = complaintsOfTrainer(disk, settings);

            // then
            assertThat(complaints)
                    .singleElement()
                    .asString()
                    .contains(
                            "update 1 of text-encoder could not be written",
                            blobs.toString(),
                            disk.complaint(),
                            "bytes are free",
                            "nothing was announced",
                            "start again");
            assertThat(topics.checkpoints()).isEmpty();
            assertThat(digests(blobs))
                    .allSatisfy((name, digest) -> assertThat(name).isEqualTo(digest));
            Run failed = onlyRun(mlflow);
            assertThat(failed.status()).isEqualTo("FAILED");

            // when
            disk.free();
            try (JavaProcess trainer = start(disk, settings)) {
                trainer.awaitOutput("committed a checkpoint");
                awaitFinished(mlflow, failed.runId());
            }

            // then
            assertThat(topics.checkpoints())
                    .extracting(Checkpoint::getCheckpointId)
                    .containsExactly(undisturbed.getCheckpointId());
            assertThat(digests(blobs)).isEqualTo(digests(undisturbedHome.resolve("text-encoder/blobs")));
        }
    }

    @Test
    void trainsOnceTheStateDirectoryHasRoomAgain() throws IOException, InterruptedException {
        // given
        try (ScarceDisk disk = ScarceDisk.at(directory.resolve("disk"));
                TrainerWorld world = TrainerWorld.start(directory.resolve("world"));
                TrainerTopics topics = world.topics("log-encoder", Modality.LOGS)) {
            Path state = disk.directory().resolve("state");
            Map<String, String> settings = world.settings("log-encoder", Modality.LOGS, WINDOW);
            settings.put("state.directory", state.toString());
            topics.publish(0, WINDOW);
            disk.leave(0);

            // when
            List<String> complaints = complaintsOfTrainer(disk, settings);

            // then
            assertThat(complaints)
                    .singleElement()
                    .asString()
                    .contains(
                            "the plan of the next update cannot be written to",
                            state.toString(),
                            disk.complaint(),
                            "free disk space");
            assertThat(topics.checkpoints()).isEmpty();
            assertThat(files(state)).isEmpty();

            // when
            disk.free();
            try (ServiceThread trainer = TrainerWorld.start(settings)) {

                // then
                assertThat(TrainerWorld.await(trainer, topics, 1).getVersion()).isEqualTo(1);
            }
        }
    }

    private static Checkpoint trainUndisturbed(Path home) {
        try (TrainerWorld world = TrainerWorld.start(home);
                TrainerTopics topics = world.topics("text-encoder", Modality.TEXT)) {
            topics.publish(0, WINDOW);
            try (ServiceThread trainer = world.start("text-encoder", Modality.TEXT, WINDOW)) {
                return TrainerWorld.await(trainer, topics, 1);
            }
        }
    }

    private static JavaProcess start(ScarceDisk disk, Map<String, String> settings) throws IOException {
        return JavaProcess.start(disk.confinement(), TrainerMain.class, SmallModels.arguments(settings));
    }

    /** What the trainer says about its end, which is that a dependency is not available, on standard error. */
    private static List<String> complaintsOfTrainer(ScarceDisk disk, Map<String, String> settings)
            throws IOException, InterruptedException {
        try (JavaProcess trainer = start(disk, settings)) {
            int status = trainer.awaitExit();
            assertThat(status).as(() -> String.join("\n", trainer.output())).isEqualTo(ExitCode.DEPENDENCY.status());
            assertThat(trainer.output()).noneMatch(line -> line.startsWith("\tat "));
            return trainer.output().stream()
                    .filter(line -> line.startsWith("perennial-trainer: "))
                    .toList();
        }
    }

    private static Run onlyRun(Mlflow mlflow) {
        String experiment = mlflow.tracking().experiment("perennial/text-encoder");
        return mlflow.tracking()
                .findRun(experiment, "perennial.model", "text-encoder")
                .orElseThrow();
    }

    private static void awaitFinished(Mlflow mlflow, String runId) {
        Awaitility.await()
                .atMost(TrainerWorld.PATIENCE)
                .until(() -> mlflow.tracking().run(runId).orElseThrow().status().equals("FINISHED"));
    }

    /** The digest that each file is named by, and the digest of what it holds. */
    private static NavigableMap<String, String> digests(Path blobs) throws IOException {
        NavigableMap<String, String> digests = new TreeMap<>();
        for (Path file : files(blobs)) {
            String name = blobs.resolve("sha256").relativize(file).toString().replace("/", "");
            digests.put(name, Sha256.of(file));
        }
        return digests;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
