package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a curator in the middle of its work and compares what came out with a run that nobody disturbed. */
class CuratorCrashIT {
    private static final int RECORDS = 4_000;
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void givesTheSameBytesAfterTwoKills() throws IOException {
        // given
        List<String> undisturbed;
        try (Curation curation = new Curation(directory.resolve("undisturbed"))) {
            undisturbed = curation.finish();
        }

        // when
        List<String> disturbed;
        try (Curation curation = new Curation(directory.resolve("disturbed"))) {
            curation.killAfter(200);
            curation.killAfter(1_500);
            disturbed = curation.finish();
        }

        // then
        assertThat(disturbed).hasSizeGreaterThan(RECORDS).isEqualTo(undisturbed);
    }

    /** One broker, the same raw records, and curators one after the other. */
    private static final class Curation implements AutoCloseable {
        private final Path home;
        private final LocalBroker broker;
        private final CuratorTopics topics;

        Curation(Path home) {
            this.home = home;
            broker = LocalBroker.start(home.resolve("broker"), 0);
            topics = new CuratorTopics(broker.bootstrapServers());
            topics.publishTexts(RECORDS, SEED);
        }

        void killAfter(int verdicts) throws IOException {
            try (CuratorProcess curator = CuratorProcess.start(broker.bootstrapServers(), home)) {
                awaitVerdicts(curator, verdicts);
                curator.kill();
            }
            assertThat(topics.verdicts()).as("killed before the end").hasSizeLessThan(RECORDS);
        }

        List<String> finish() throws IOException {
            try (CuratorProcess curator = CuratorProcess.start(broker.bootstrapServers(), home)) {
                awaitVerdicts(curator, RECORDS);
            }
            assertThat(topics.verdicts()).extracting(Verdict::getOrigin).doesNotHaveDuplicates();
            assertThat(topics.verdicts())
                    .extracting(Verdict::getOutcome)
                    .contains(Outcome.KEPT, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.POISON);
            return topics.fingerprint();
        }

        private void awaitVerdicts(CuratorProcess curator, int count) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(() -> {
                        curator.requireAlive();
                        return topics.verdicts().size() >= count;
                    });
        }

        @Override
        public void close() {
            topics.close();
            broker.close();
        }
    }
}
