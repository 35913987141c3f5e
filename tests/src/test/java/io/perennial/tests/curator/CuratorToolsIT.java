package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.curator.CuratorConfig;
import io.perennial.curator.CuratorService;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.CommittedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of {@code perennial-curator} beside a running curator. Texts for explain and replay, logs for reprocess. */
class CuratorToolsIT {
    private static final int TEXTS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static LocalBroker broker;
    private static CuratorTopics topics;
    private static ServiceThread curator;
    private static CuratorTerminal terminal;

    @BeforeAll
    static void curate() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        topics = new CuratorTopics(broker.bootstrapServers());
        terminal = new CuratorTerminal(broker.bootstrapServers(), directory.resolve("blobs"));
        topics.publishTexts(TEXTS, 7, Instant.now().minus(Duration.ofHours(1)).toEpochMilli());
        ServiceConfig config = new ServiceConfig(
                CuratorConfig.definition(),
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "blob.directory", directory.resolve("blobs").toString(),
                        "state.directory", directory.resolve("state").toString()));
        curator = ServiceThread.start("curator", new CuratorService(config), Duration.ofSeconds(30));
        Awaitility.await().atMost(PATIENCE).until(() -> texts().size() == TEXTS);
    }

    @AfterAll
    static void stop() {
        curator.close();
        topics.close();
        broker.close();
    }

    @Test
    void explainTellsTheRuleItsScoreAndThatThePresentRulesAgree() throws IOException {
        // given
        Verdict rejected = first("too_short");

        // when
        CuratorTerminal.Outcome text = terminal.run("explain", rejected.getSampleId());
        JsonNode json = terminal.run("explain", rejected.getSampleId(), "--json")
                .json()
                .path("verdicts")
                .path(0);

        // then
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("REJECTED by too_short")
                .contains("characters 5.0 is below the required 40.0")
                .contains("5, threshold 40")
                .contains("5 bytes, published")
                .contains(rejected.getConfigHash())
                .contains("the same decision");
        assertThat(json.path("rule").asText()).isEqualTo("too_short");
        assertThat(json.path("scores")).hasSize(rejected.getScores().size());
        assertThat(json.path("raw").path("retained").asBoolean()).isTrue();
        assertThat(json.path("presentRules").path("agreement").asText()).isEqualTo("SAME");
    }

    @Test
    void explainFollowsADuplicateToWhatWasKept() throws IOException {
        // given
        Verdict duplicate = first("exact_duplicate");

        // when
        JsonNode json = terminal.run("explain", duplicate.getSampleId(), "--json")
                .json()
                .path("verdicts")
                .path(0);

        // then
        assertThat(json.path("duplicateChain")).hasSize(1);
        assertThat(json.path("duplicateChain").path(0).path("sampleId").asText())
                .isEqualTo(duplicate.getDuplicateOf());
        assertThat(json.path("duplicateChain").path(0).path("outcome").asText()).isEqualTo("KEPT");
        assertThat(json.path("presentRules").path("agreement").asText()).isEqualTo("SAME");
    }

    @Test
    void explainTellsWhatOtherRulesWouldDecide() throws IOException {
        // given
        Verdict kept = first("");

        // when
        CuratorTerminal.Outcome outcome =
                terminal.run("explain", kept.getSampleId(), "--set", "rules.text=" + rules("min: 40}", "min: 5000}"));

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("another decision").contains("REJECTED by too_short");
    }

    @Test
    void explainOfAnUnknownSampleIsOneLine() {
        // when
        CuratorTerminal.Outcome outcome = terminal.run("explain", "nobody");

        // then
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.err()).contains("'nobody' has no verdict").hasLineCount(1);
    }

    @Test
    void replayOfTheSameRulesChangesNothingAndWritesNothing() throws Exception {
        // given
        Map<TopicPartition, Long> ends = ends();
        Set<String> groups = groups();
        Path rules = rules("", "");

        // when
        CuratorTerminal.Outcome outcome = terminal.run("replay", "--rules", rules.toString(), "--json");

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.json().path("records").asInt()).isEqualTo(TEXTS);
        assertThat(outcome.json().path("changes")).isEmpty();
        assertThat(outcome.json().path("configHash").asText())
                .isEqualTo(first("").getConfigHash());
        assertThat(ends()).isEqualTo(ends);
        assertThat(groups()).isEqualTo(groups);
    }

    @Test
    void replayOfOtherRulesCountsWhatWouldChange() throws IOException {
        // given
        long kept = texts().stream()
                .filter(verdict -> verdict.getOutcome() == Outcome.KEPT)
                .count();
        long duplicates = texts().stream()
                .filter(verdict -> verdict.getOutcome() == Outcome.DUPLICATE)
                .count();
        Path rules = rules("min: 40}", "min: 5000}");

        // when
        CuratorTerminal.Outcome text = terminal.run("replay", "--rules", rules.toString(), "--samples", "2");
        JsonNode changes = terminal.run("replay", "--rules", rules.toString(), "--samples", "2", "--json")
                .json()
                .path("changes");

        // then
        assertThat(text.out())
                .contains(kept + duplicates + " of " + TEXTS + " would get another decision")
                .contains("KEPT -> REJECTED too_short")
                .contains("note: contents, bands and templates are remembered from these records alone");
        assertThat(changes).hasSize(2);
        assertThat(changes.path(0).path("records").asLong()).isEqualTo(Math.max(kept, duplicates));
        assertThat(changes.path(0).path("sampleIds")).hasSize(2);
    }

    @Test
    void duplicatesOfWhatStandsBeforeTheRangeAreNoChange() throws IOException {
        // given
        Path rules = rules("", "");

        // when
        CuratorTerminal.Outcome outcome =
                terminal.run("replay", "--rules", rules.toString(), "--offsets", "0@300..400", "--json");

        // then
        assertThat(texts())
                .filteredOn(verdict -> verdict.getOutcome() == Outcome.DUPLICATE
                        && verdict.getOrigin().getOffset() >= 300
                        && verdict.getOrigin().getOffset() < 400)
                .hasSizeGreaterThan(5);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.json().path("records").asInt()).isEqualTo(100);
        assertThat(outcome.json().path("changes")).isEmpty();
    }

    @Test
    void replayOfAnEmptyRangeIsAnErrorOfData() throws IOException {
        // when
        CuratorTerminal.Outcome outcome =
                terminal.run("replay", "--rules", rules("", "").toString(), "--from", "2099-01-01T00:00:00Z");

        // then
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.err()).contains("raw.text has no record in that range");
    }

    @Test
    void reprocessPutsBackEachDeadLetterOnceAndItGetsAnotherVerdict() throws IOException {
        // given a log record whose blob was late, and one that is broken for good
        byte[] late = "a line of a log that came as a blob".getBytes(StandardCharsets.UTF_8);
        RawSample sample = RawSample.newBuilder()
                .setBlob(new BlobRef(Sha256.of(late), (long) late.length, "text/plain"))
                .build();
        topics.publish(
                Topics.raw(Modality.LOGS),
                "host-1",
                AvroWire.of(RawSample.class).encode(sample));
        topics.publish(Topics.raw(Modality.LOGS), "host-2", new byte[] {(byte) 0xFF, 1});
        awaitLogs(2);
        new DirectoryBlobStore(directory.resolve("blobs")).put(late, "text/plain");
        String[] lateOnes = {"reprocess", "--error", "missing_blob", "--source", "host-1", "--topic", "raw.logs"};

        // when
        CuratorTerminal.Outcome dry = terminal.run(with(lateOnes, "--dry-run"));
        CuratorTerminal.Outcome done = terminal.run(with(lateOnes, "--yes"));
        awaitLogs(3);
        CuratorTerminal.Outcome again = terminal.run(with(lateOnes, "--yes"));

        // then
        assertThat(dry.out()).contains("1 dead letters would be put back").contains("nothing was done");
        assertThat(done.out()).contains("1 dead letters were put back").contains("1 missing_blob on raw.logs");
        assertThat(again.out()).contains("0 dead letters were put back").contains("1 were put back before");
        Verdict kept = logs().get(2);
        assertThat(kept.getOutcome()).isEqualTo(Outcome.KEPT);
        ConsumerRecord<String, byte[]> put = at(Topics.raw(Modality.LOGS), kept);
        assertThat(put.key()).isEqualTo("host-1");
        assertThat(put.value()).isEqualTo(AvroWire.of(RawSample.class).encode(sample));
        assertThat(text(put, "perennial.reprocessed.from")).startsWith("curation.dlq-0@");
        assertThat(committed(Topics.CURATION_DLQ))
                .filteredOn(record -> record.value() == null)
                .extracting(record -> text(record, "perennial.reprocessed.as"))
                .containsExactly("raw.logs-" + put.partition() + "@" + put.offset());

        // when the broken one fails again
        terminal.run("reprocess", "--source", "host-2", "--yes");
        awaitLogs(4);
        CuratorTerminal.Outcome third = terminal.run("reprocess", "--source", "host-2", "--yes", "--json");

        // then
        assertThat(third.json().path("count").asInt()).isZero();
        assertThat(third.json().path("alreadyReprocessed").asInt()).isEqualTo(1);
        assertThat(third.json().path("failedAgain").asInt()).isEqualTo(1);
        assertThat(terminal.run("reprocess", "--source", "host-2", "--again", "--json")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
    }

    private static List<Verdict> texts() {
        return verdicts(Modality.TEXT);
    }

    /** In the order of their records; there is one source for each, and so one partition. */
    private static List<Verdict> logs() {
        return verdicts(Modality.LOGS);
    }

    private static List<Verdict> verdicts(Modality modality) {
        return topics.verdicts().stream()
                .filter(verdict -> verdict.getModality() == modality)
                .toList();
    }

    private static void awaitLogs(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> logs().size() == count);
    }

    private static Verdict first(String rule) {
        return texts().stream()
                .filter(verdict -> verdict.getRule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static String[] with(String[] arguments, String more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(more);
        return all.toArray(String[]::new);
    }

    /** The bundled rules for texts with a change. */
    private static Path rules(String old, String changed) throws IOException {
        try (InputStream bundled = Verdict.class.getResourceAsStream("/rules/text.yaml")) {
            String text = new String(Objects.requireNonNull(bundled).readAllBytes(), StandardCharsets.UTF_8);
            return Files.writeString(
                    Files.createTempFile(directory, "text", ".yaml"),
                    old.isEmpty() ? text : text.replace(old, changed));
        }
    }

    private static ConsumerRecord<String, byte[]> at(String topic, Verdict verdict) {
        return committed(topic).stream()
                .filter(record -> record.partition() == verdict.getOrigin().getPartition()
                        && record.offset() == verdict.getOrigin().getOffset())
                .findFirst()
                .orElseThrow();
    }

    private static List<ConsumerRecord<String, byte[]>> committed(String topic) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), topic)) {
            return records.read();
        }
    }

    private static String text(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static Map<TopicPartition, Long> ends() throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> topic.partitions().forEach(partition -> {
                        if (!name.equals("raw.logs") && !name.startsWith("__")) {
                            latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
                        }
                    }));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        }
    }

    private static Set<String> groups() throws Exception {
        try (Admin admin = admin()) {
            Set<String> groups = new HashSet<>();
            for (GroupListing group : admin.listGroups().all().get()) {
                groups.add(group.groupId());
            }
            return groups;
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
