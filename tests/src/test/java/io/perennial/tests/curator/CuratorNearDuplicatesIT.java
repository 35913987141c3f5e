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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Near-duplicates through a real broker: neither partitions nor instances nor kills change who survives. */
class CuratorNearDuplicatesIT {
    private static final int RECORDS = 600;
    private static final long SEED = 21;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Young enough that no broker deletes a record or its verdict before a slow machine has read it. */
    private final long firstTime = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "IMAGES"})
    void theSameSamplesSurviveWithOnePartitionAndWithFourOnTwoInstancesOfWhichOneIsKilled(Modality modality)
            throws Exception {
        // given
        List<String> undisturbed;
        try (Curation curation = new Curation(directory.resolve("one"), modality, 1)) {
            try (CuratorProcess curator = curation.start("a")) {
                curation.awaitVerdicts(curator, RECORDS);
            }
            undisturbed = curation.decisions();
        }

        // when
        List<String> disturbed;
        try (Curation curation = new Curation(directory.resolve("four"), modality, 4)) {
            try (CuratorProcess first = curation.start("a");
                    CuratorProcess second = curation.start("b")) {
                curation.awaitVerdicts(first, RECORDS / 6);
                first.kill();
                curation.awaitVerdicts(second, RECORDS / 2);
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
                .hasSizeGreaterThan(RECORDS / 4);
        assertThat(undisturbed)
                .filteredOn(decision -> decision.contains("KEPT"))
                .hasSizeGreaterThan(RECORDS / 4);
        assertThat(disturbed).hasSize(RECORDS).isEqualTo(undisturbed);
    }

    /** One broker whose raw records are in one partition, so that their order is given. */
    private final class Curation implements AutoCloseable {
        private final Path home;
        private final LocalBroker broker;
        private final CuratorTopics topics;
        private final String modality;
        private final Path rules;

        Curation(Path home, Modality modality, int partitions) throws Exception {
            this.home = home;
            this.modality = modality.name().toLowerCase(Locale.ROOT);
            broker = LocalBroker.start(home.resolve("broker"), 0);
            inOnePartition(Topics.raw(modality));
            topics = new CuratorTopics(broker.bootstrapServers());
            if (modality == Modality.TEXT) {
                topics.publishVariations(RECORDS, SEED, firstTime);
            } else {
                topics.publishNoisyPictures(RECORDS, SEED, firstTime);
            }
            rules = Files.writeString(home.resolve("rules.yaml"), rules(this.modality, partitions));
        }

        CuratorProcess start(String instance) throws IOException {
            return CuratorProcess.start(
                    broker.bootstrapServers(), home.resolve(instance), Map.of("rules." + modality, rules.toString()));
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

        private static String rules(String modality, int partitions) throws IOException {
            try (InputStream bundled = Verdict.class.getResourceAsStream("/rules/" + modality + ".yaml")) {
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
