package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Near-duplicates through a real broker: neither partitions nor instances nor kills change who survives. */
class CuratorNearDuplicatesIT {
    private static final int RECORDS = 600;
    private static final long SEED = 21;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void theSameTextsSurviveWithOnePartitionAndWithFourOnTwoInstancesOfWhichOneIsKilled() throws Exception {
        // given
        List<String> undisturbed;
        try (Curation curation = new Curation(directory.resolve("one"), 1)) {
            try (CuratorProcess curator = curation.start("a")) {
                curation.awaitVerdicts(curator, RECORDS);
            }
            undisturbed = curation.decisions();
        }

        // when
        List<String> disturbed;
        try (Curation curation = new Curation(directory.resolve("four"), 4)) {
            try (CuratorProcess first = curation.start("a");
                    CuratorProcess second = curation.start("b")) {
                curation.awaitVerdicts(first, 100);
                first.kill();
                curation.awaitVerdicts(second, 300);
                second.kill();
            }
            assertThat(curation.topics.verdicts()).as("killed before the end").hasSizeLessThan(RECORDS);
            try (CuratorProcess curator = curation.start("b")) {
                curation.awaitVerdicts(curator, RECORDS);
            }
            disturbed = curation.decisions();
        }

        // then
        assertThat(undisturbed)
                .filteredOn(decision -> decision.contains("near_duplicate"))
                .hasSizeGreaterThan(150);
        assertThat(undisturbed)
                .filteredOn(decision -> decision.contains("KEPT"))
                .hasSizeGreaterThan(150);
        assertThat(disturbed).hasSize(RECORDS).isEqualTo(undisturbed);
    }

    /** One broker whose raw texts are in one partition, so that their order is given. */
    private static final class Curation implements AutoCloseable {
        private final Path home;
        private final LocalBroker broker;
        private final CuratorTopics topics;
        private final Path rules;

        Curation(Path home, int partitions) throws Exception {
            this.home = home;
            broker = LocalBroker.start(home.resolve("broker"), 0);
            inOnePartition(Topics.raw(Modality.TEXT));
            topics = new CuratorTopics(broker.bootstrapServers());
            topics.publishVariations(RECORDS, SEED);
            rules = Files.writeString(home.resolve("text.yaml"), rules(partitions));
        }

        CuratorProcess start(String instance) throws IOException {
            return CuratorProcess.start(
                    broker.bootstrapServers(), home.resolve(instance), Map.of("rules.text", rules.toString()));
        }

        void awaitVerdicts(CuratorProcess curator, int count) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(() -> {
                        curator.requireAlive();
                        return topics.verdicts().size() >= count;
                    });
        }

        /** One line for each verdict, in the order of the raw records. */
        List<String> decisions() {
            return topics.verdicts().stream()
                    .map(verdict -> "%06d %s %s %s %s"
                            .formatted(
                                    verdict.getOrigin().getOffset(),
                                    verdict.getOutcome(),
                                    verdict.getRule(),
                                    verdict.getDuplicateOf(),
                                    verdict.getScore()))
                    .sorted()
                    .toList();
        }

        private void inOnePartition(String topic) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.deleteTopics(List.of(topic)).all().get();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> !admin.listTopics().names().get().contains(topic));
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
        }

        private static String rules(int partitions) throws IOException {
            try (InputStream bundled = Verdict.class.getResourceAsStream("/rules/text.yaml")) {
                return new String(Objects.requireNonNull(bundled).readAllBytes(), StandardCharsets.UTF_8)
                                .replace("groups: [gopher_repetition, gopher_quality]", "groups: [gopher_quality]")
                        + "\nnearDuplicates: {partitions: " + partitions + "}\n";
            }
        }

        @Override
        public void close() {
            topics.close();
            broker.close();
        }
    }
}
