package io.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a trainer in the middle of a window and compares what it leads to with a run that nobody disturbed. */
class TrainerCrashIT {
    private static final int WINDOW = TrainerProcess.WINDOW_SAMPLES;
    private static final int SOME_STEPS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
            try (TrainerProcess trainer = TrainerProcess.start(broker.bootstrapServers(), home)) {
                return awaitCheckpoints(trainer, topics, 2);
            }
        }
    }

    private List<String> trainAndKillInEachWindow() throws IOException {
        Path home = directory.resolve("disturbed");
        try (LocalBroker broker = LocalBroker.start(home.resolve("broker"), 0);
                TrainerTopics topics = topics(broker)) {
            topics.publish(0, WINDOW);
            try (TrainerProcess first = TrainerProcess.start(broker.bootstrapServers(), home)) {
                first.awaitStep(1, SOME_STEPS, PATIENCE);
                first.kill();
                assertThat(topics.checkpoints())
                        .as("killed before its checkpoint")
                        .isEmpty();
            }
            try (TrainerProcess second = TrainerProcess.start(broker.bootstrapServers(), home)) {
                awaitCheckpoints(second, topics, 1);
                topics.publish(WINDOW, 2 * WINDOW);
                second.awaitStep(2, SOME_STEPS, PATIENCE);
                second.kill();
                assertThat(topics.checkpoints())
                        .as("killed before its second checkpoint")
                        .hasSize(1);
            }
            try (TrainerProcess third = TrainerProcess.start(broker.bootstrapServers(), home)) {
                return awaitCheckpoints(third, topics, 2);
            }
        }
    }

    private static TrainerTopics topics(LocalBroker broker) {
        return new TrainerTopics(broker.bootstrapServers(), "text-encoder", Modality.TEXT);
    }

    private static List<String> awaitCheckpoints(TrainerProcess trainer, TrainerTopics topics, int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            trainer.requireAlive();
            return topics.checkpoints().size() >= count;
        });
        return topics.checkpoints().stream().map(Checkpoint::getCheckpointId).toList();
    }
}
