package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.StepResult;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowJournalTest {
    private static final UpdateOutline OUTLINE =
            new UpdateOutline("text-encoder", 3, "parent", "curated.text-0@0..9", Map.of("seed", "1"));

    @TempDir
    private Path directory;

    @Test
    void neitherBlocksStepsNorGivesARunWhileMlflowDoesNotAnswer() throws IOException {
        // given a server that accepts connections and never answers
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TrainingJournal journal = journal(silent.getLocalPort());
            TrainingJournal.Entry entry = journal.open(OUTLINE);

            // when
            long started = System.nanoTime();
            for (int step = 1; step <= 30_000; step++) {
                entry.stepped(new StepResult(step, 5, 0.001, 1, 64), 1_000);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - started);

            // then
            assertThat(took).isLessThan(Duration.ofSeconds(1));
            assertThat(entry.runId()).isNull();
        }
    }

    @Test
    void goesOnWithTheRunOfAnEarlierAttemptAtTheSameUpdate() {
        // given
        UpdateOutline again = new UpdateOutline("text-encoder", 3, "parent", "curated.text-0@0..9", Map.of());
        UpdateOutline other = new UpdateOutline("text-encoder", 3, "parent", "curated.text-0@0..10", Map.of());

        // when
        String key = MlflowJournal.runKey(OUTLINE);

        // then
        assertThat(MlflowJournal.runKey(again)).isEqualTo(key);
        assertThat(MlflowJournal.runKey(other)).isNotEqualTo(key);
    }

    private TrainingJournal journal(int port) {
        Mlflow mlflow = new Mlflow(MlflowSettings.of(URI.create("http://127.0.0.1:" + port)));
        return new MlflowJournal(mlflow, new DirectoryBlobStore(directory), Clock.systemUTC(), Duration.ofMillis(100));
    }
}
