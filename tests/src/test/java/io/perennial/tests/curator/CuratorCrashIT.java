package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.CuratorMain;
import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a curator in the middle of its work and compares what came out with a run that nobody disturbed. */
class CuratorCrashIT {
    private static final int RECORDS = 4_000;
    private static final int TEMPLATES = 50;
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Old enough that no record is of the future, young enough that retention deletes none while a test runs. */
    private final long firstTime = Instant.now().minus(Duration.ofHours(3)).toEpochMilli();

    @TempDir
    private Path directory;

    @Test
    void givesTheSameBytesAfterTwoKills() throws IOException {
        // given
        List<String> undisturbed;
        try (Curation curation = texts("undisturbed")) {
            undisturbed = curation.finish();
            assertThat(curation.topics.verdicts())
                    .extracting(Verdict::getOutcome)
                    .contains(Outcome.KEPT, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.POISON);
        }

        // when
        List<String> disturbed = disturbed(texts("disturbed"));

        // then
        assertThat(disturbed).hasSizeGreaterThan(RECORDS).isEqualTo(undisturbed);
    }

    @Test
    void findsTheSameTemplatesAndThinsTheSameRecordsAfterTwoKills() throws IOException {
        // given
        List<String> undisturbed;
        try (Curation curation = logs("undisturbed")) {
            undisturbed = curation.finish();
            assertThat(curation.topics.verdicts())
                    .extracting(Verdict::getRule)
                    .contains("", "frequent_template", "too_short");
            assertThat(curation.topics.verdicts())
                    .filteredOn(verdict -> verdict.getTemplate() != null)
                    .extracting(verdict -> verdict.getTemplate().getId())
                    .as("more templates than are kept at the same time")
                    .contains("0-" + 3 * TEMPLATES);
        }

        // when
        List<String> disturbed = disturbed(logs("disturbed"));

        // then
        assertThat(disturbed).hasSizeGreaterThan(RECORDS).isEqualTo(undisturbed);
    }

    private Curation texts(String name) {
        Curation curation = new Curation(directory.resolve(name), Map.of());
        curation.topics.publishTexts(RECORDS, SEED, firstTime);
        return curation;
    }

    /** With few templates, so that many make room, and few tokens for each. */
    private Curation logs(String name) throws IOException {
        String bundled;
        try (InputStream stream = CuratorMain.class.getResourceAsStream("/rules/logs.yaml")) {
            bundled = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
        Path rules = Files.writeString(
                directory.resolve("logs.yaml"),
                bundled.replace("maxTemplates: 4096", "maxTemplates: " + TEMPLATES)
                        + "  sampling: {burst: 20, perHour: 360}\n");
        Curation curation = new Curation(directory.resolve(name), Map.of("rules.logs", rules.toString()));
        curation.topics.publishLogs(RECORDS, SEED, firstTime);
        return curation;
    }

    private static List<String> disturbed(Curation curation) throws IOException {
        try (curation) {
            curation.killAfter(200);
            curation.killAfter(1_500);
            return curation.finish();
        }
    }

    /** One broker, the same raw records, and curators one after the other. */
    private static final class Curation implements AutoCloseable {
        private final Path home;
        private final Map<String, String> settings;
        private final LocalBroker broker;
        private final CuratorTopics topics;

        Curation(Path home, Map<String, String> settings) {
            this.home = home;
            this.settings = settings;
            broker = LocalBroker.start(home.resolve("broker"), 0);
            topics = new CuratorTopics(broker.bootstrapServers());
        }

        void killAfter(int verdicts) throws IOException {
            try (CuratorProcess curator = CuratorProcess.start(broker.bootstrapServers(), home, settings)) {
                awaitVerdicts(curator, verdicts);
                curator.kill();
            }
            assertThat(topics.verdicts()).as("killed before the end").hasSizeLessThan(RECORDS);
        }

        List<String> finish() throws IOException {
            try (CuratorProcess curator = CuratorProcess.start(broker.bootstrapServers(), home, settings)) {
                awaitVerdicts(curator, RECORDS);
                topics.awaitNothingUnderWay(PATIENCE);
            }
            assertThat(topics.verdicts()).extracting(Verdict::getOrigin).doesNotHaveDuplicates();
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
