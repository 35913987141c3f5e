package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.JavaProcess;
import io.perennial.trainer.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a trainer in the middle of a window, and at seeded moments of its whole life, and compares what it leads to with a run that
 * nobody disturbed.
 */
class TrainerCrashIT {
    private static final int WINDOW = 300;

    /** Each takes about three seconds; {@code -Dkills=50} for more of them. */
    private static final int KILLS = Integer.getInteger("kills", 6);

    private static final long SEED = Long.getLong("kills.seed", 20);
    private static final int KILLED_WINDOW = 150;
    private static final int KILLED_PASSES = 6;
    private static final int KILLED_STEPS = KILLED_WINDOW * KILLED_PASSES / 16;

    @TempDir
    private Path directory;

    @Test
    void givesTheSameCheckpointsAfterAKillInEachWindow() throws IOException {
        // given
        List<String> undisturbed = trainUndisturbed();

        // when
        List<String> disturbed = trainAndKillInEachWindow();

        // then
        assertThat(disturbed).hasSize(2).isEqualTo(undisturbed);
    }

    @Test
    void givesTheSameCheckpointsAfterKillsAtRandomMoments() throws IOException {
        // given
        SplittableRandom random = new SplittableRandom(SEED);
        List<KillMoment.Phase> phases = new ArrayList<>();
        Path home = directory.resolve("killed");
        List<String> killed;
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            int windows = 0;

            // when
            for (int kill = 0; kill < KILLS; kill++) {
                while (windows < topics.checkpoints().size() + 2) {
                    publishWindow(topics, windows++);
                }
                KillMoment moment = KillMoment.draw(random, kill, KILLED_STEPS, home);
                try (JavaProcess trainer = startKilled(broker, home)) {
                    moment.kill(trainer);
                    phases.add(moment.phase(trainer));
                }
            }
            killed = trainAll(broker, topics, home, windows);
        }
        System.out.println(KILLS + " kills, " + killed.size() + " versions: "
                + phases.stream().collect(Collectors.groupingBy(Enum::name, TreeMap::new, Collectors.counting())));

        // then
        assertThat(phases).hasSize(KILLS).contains(KillMoment.Phase.TRAINING, KillMoment.Phase.WRITING_BLOBS);
        assertThat(killed).isEqualTo(trainUnkilled(killed.size()));
        assertThat(blobs(home)).isEqualTo(blobs(directory.resolve("unkilled")));
    }

    private List<String> trainUnkilled(int windows) throws IOException {
        Path home = directory.resolve("unkilled");
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            for (int window = 0; window < windows; window++) {
                publishWindow(topics, window);
            }
            return trainAll(broker, topics, home, windows);
        }
    }

    private static List<String> trainAll(LocalBroker broker, TrainerTopics topics, Path home, int windows)
            throws IOException {
        try (JavaProcess trainer = startKilled(broker, home)) {
            trainer.await(() -> topics.checkpoints().size() == windows);
            return identities(topics);
        }
    }

    private static void publishWindow(TrainerTopics topics, int window) {
        topics.publish(window * KILLED_WINDOW, (window + 1) * KILLED_WINDOW);
    }

    /** Content of each blob by name; what a killed trainer left half-written has no name of a blob. */
    private static SortedMap<String, String> blobs(Path home) throws IOException {
        SortedMap<String, String> blobs = new TreeMap<>();
        Path root = home.resolve("blobs/sha256");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".part")) {
                    blobs.put(root.relativize(file).toString(), Sha256.of(file));
                }
            }
        }
        return blobs;
    }

    private List<String> trainUndisturbed() throws IOException {
        Path home = directory.resolve("undisturbed");
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            topics.publish(0, WINDOW);
            topics.publish(WINDOW, 2 * WINDOW);
            try (JavaProcess trainer = start(broker, home)) {
                trainer.await(() -> topics.checkpoints().size() == 2);
                return identities(topics);
            }
        }
    }

    private List<String> trainAndKillInEachWindow() throws IOException {
        Path home = directory.resolve("disturbed");
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            topics.publish(0, WINDOW);
            try (JavaProcess first = start(broker, home)) {
                first.awaitOutput(trains(1));
                first.kill();
                assertThat(identities(topics))
                        .as("killed before its checkpoint")
                        .isEmpty();
            }
            try (JavaProcess second = start(broker, home)) {
                second.awaitOutput(committed(1));
                topics.publish(WINDOW, 2 * WINDOW);
                second.awaitOutput(trains(2));
                second.kill();
                assertThat(identities(topics))
                        .as("killed before its second checkpoint")
                        .hasSize(1);
            }
            try (JavaProcess third = start(broker, home)) {
                third.await(() -> topics.checkpoints().size() == 2);
                return identities(topics);
            }
        }
    }

    private static JavaProcess start(LocalBroker broker, Path home) throws IOException {
        Map<String, String> settings = SmallModels.settings(
                broker.bootstrapServers(), Files.createDirectories(home), "text-encoder", Modality.TEXT, WINDOW);
        settings.put("passes", "40");
        settings.put("progress.ms", "1");
        return JavaProcess.start(TrainerMain.class, SmallModels.arguments(settings));
    }

    private static JavaProcess startKilled(LocalBroker broker, Path home) throws IOException {
        Map<String, String> settings = SmallModels.settings(
                broker.bootstrapServers(), Files.createDirectories(home), "text-encoder", Modality.TEXT, KILLED_WINDOW);
        settings.put("passes", Integer.toString(KILLED_PASSES));
        settings.put("progress.ms", "1");
        return JavaProcess.start(TrainerMain.class, SmallModels.arguments(settings));
    }

    private static TrainerTopics topics(LocalBroker broker) {
        return new TrainerTopics(broker.bootstrapServers(), "text-encoder", Modality.TEXT);
    }

    private static List<String> identities(TrainerTopics topics) {
        return topics.checkpoints().stream().map(Checkpoint::getCheckpointId).toList();
    }

    /** The line of one of the first steps of an update. */
    private static String trains(long version) {
        return "trains model=\"text-encoder\" version=\"" + version + "\" step=\"1";
    }

    private static String committed(long version) {
        return "committed a checkpoint model=\"text-encoder\" version=\"" + version + "\"";
    }
}
