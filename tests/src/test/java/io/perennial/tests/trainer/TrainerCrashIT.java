package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.JavaProcess;
import io.perennial.trainer.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a trainer in the middle of a window and compares what it leads to with a run that nobody disturbed. */
class TrainerCrashIT {
    private static final int WINDOW = 300;

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

    private List<String> trainUndisturbed() throws IOException {
        Path home = directory.resolve("undisturbed");
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            topics.publish(0, WINDOW);
            topics.publish(WINDOW, 2 * WINDOW);
            try (JavaProcess trainer = start(broker, home)) {
                trainer.awaitOutput(committed(2));
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
                third.awaitOutput(committed(2));
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
