package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratorTopologyTest extends TopologyFixture {
    @Test
    void theTopologyIsTheGoldenOne() throws IOException {
        // when
        String description = CuratorHarness.topology(directory, CuratorHarness.bundledRules())
                .describe()
                .toString();

        // then
        assertThat(description.strip())
                .as("stores and repartition topics are a contract with running curators")
                .isEqualTo(Files.readString(Path.of("src/test/resources/golden/topology.txt"))
                        .strip());
    }

    @Test
    void aGoodParagraphIsKeptWithAllScoresAndPublishedUnderItsId() {
        // when
        curator.publish(Modality.TEXT, "docs", "  " + PARAGRAPH.replace(" ", "  ") + "\r\n");

        // then
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getOutcome()).isEqualTo(Outcome.KEPT);
        assertThat(verdict.getScores())
                .extracting(Score::getName)
                .contains("bytes", "characters", "entropy", "words", "stop_words", "top_2_gram", "language_confidence");
        CuratedSample sample = curator.curated(Modality.TEXT).get(0);
        assertThat(sample.getText()).isEqualTo(PARAGRAPH);
        assertThat(sample.getSampleId()).isEqualTo("raw.text-0-0");
        assertThat(sample.getSource()).isEqualTo("docs");
        assertThat(sample.getLanguage()).isEqualTo("en");
        assertThat(sample.getContentSha256()).isEqualTo(Sha256.of(PARAGRAPH));
        assertThat(sample.getConfigHash()).isEqualTo(verdict.getConfigHash()).hasSize(64);
    }

    @Test
    void everyRecordOfAMixedBagGetsExactlyOneVerdict() throws IOException {
        // given
        BlobRef blob = curator.blobs.put(PARAGRAPH.getBytes(StandardCharsets.UTF_8), "text/plain");
        List<byte[]> bag = new ArrayList<>();
        bag.add(PARAGRAPH.getBytes(StandardCharsets.UTF_8));
        bag.add(PARAGRAPH.getBytes(StandardCharsets.UTF_8));
        bag.add("too short".getBytes(StandardCharsets.UTF_8));
        bag.add(new byte[] {(byte) 0xFF, (byte) 0xFE});
        bag.add(new byte[0]);
        bag.add(new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        bag.add(avro("a", OTHER_PARAGRAPH, null));
        bag.add(avro("b", "", blob));
        bag.add(avro("c", "", new BlobRef("ab".repeat(32), 10L, "text/plain")));
        bag.add(avro("d", "", new BlobRef("../../etc/passwd", 10L, "text/plain")));
        bag.add(avro("e", "", new BlobRef(blob.getSha256(), 1L << 40, "text/plain")));
        bag.add(avro("x".repeat(10_000), PARAGRAPH, null));

        // when
        bag.forEach(value -> curator.publish(Modality.TEXT, "bag", value));

        // then
        List<Verdict> verdicts = curator.verdicts();
        TreeMap<Long, String> byOffset = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            byOffset.put(verdict.getOrigin().getOffset(), verdict.getOutcome() + " " + verdict.getRule());
        }
        assertThat(verdicts).hasSameSizeAs(bag);
        assertThat(byOffset.values())
                .containsExactly(
                        "KEPT ",
                        "DUPLICATE exact_duplicate",
                        "REJECTED too_short",
                        "POISON invalid_utf8",
                        "POISON empty_payload",
                        "POISON undecodable_avro",
                        "KEPT ",
                        "DUPLICATE exact_duplicate",
                        "POISON missing_blob",
                        "POISON malformed_blob_reference",
                        "REJECTED too_many_bytes",
                        "POISON oversized_identifier");
    }

    @Test
    void aDuplicateNamesItsSurvivorWhateverItsSource() {
        // given
        curator.publish(Modality.TEXT, "first", avro("one", PARAGRAPH, null));

        // when
        curator.publish(Modality.TEXT, "second", avro("two", PARAGRAPH + "\n", null));

        // then
        Verdict verdict = curator.verdicts().get(1);
        assertThat(verdict.getOutcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(verdict.getDuplicateOf()).isEqualTo("one");
        assertThat(curator.curated(Modality.TEXT))
                .extracting(CuratedSample::getSampleId)
                .containsExactly("one");
    }

    @Test
    void aSampleThatIsPublishedAgainIsADuplicateOfItself() {
        // given
        curator.publish(Modality.LOGS, "app", avro("line-7", "2026-11-20 ERROR disk of node 7 is full", null));

        // when
        curator.publish(Modality.LOGS, "app", avro("line-7", "2026-11-20 ERROR disk of node 7 is full", null));

        // then
        assertThat(curator.verdicts().get(1).getDuplicateOf()).isEqualTo("line-7");
        assertThat(curator.curated(Modality.LOGS)).hasSize(1);
    }

    @Test
    void poisonGoesToTheDeadLetterQueueByteForByteWithItsHeadersAndTheReason() {
        // given
        byte[] poison = {1, 2, (byte) 0xFF, 3};
        Headers headers = new RecordHeaders()
                .add("trace", "t1".getBytes(StandardCharsets.UTF_8))
                .add("ce_id", "bad-1".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.LOGS, "host-3", poison, headers);

        // then
        TestRecord<String, byte[]> letter = curator.records(Topics.CURATION_DLQ).get(0);
        assertThat(letter.value()).isEqualTo(poison);
        assertThat(letter.key()).isEqualTo("host-3");
        assertThat(letter.getRecordTime()).isEqualTo(CuratorHarness.START);
        assertThat(header(letter, "trace")).isEqualTo("t1");
        assertThat(header(letter, DeadLetters.RULE)).isEqualTo("invalid_utf8");
        assertThat(header(letter, DeadLetters.MESSAGE)).isEqualTo("malformed UTF-8 at byte 2");
        assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("raw.logs");
        assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("0");
        assertThat(header(letter, DeadLetters.ORIGINAL_KEY)).isEqualTo("host-3");
        assertThat(curator.verdicts()).extracting(Verdict::getSampleId).containsExactly("bad-1");
    }

    @Test
    void headersTellIdAndSourceBeforeTheSampleDoes() {
        // given
        Headers headers = new RecordHeaders()
                .add("ce_id", "id-of-header".getBytes(StandardCharsets.UTF_8))
                .add("source", "source-of-header".getBytes(StandardCharsets.UTF_8))
                .add("ce_time", "2026-01-02T03:04:05+01:00".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.TEXT, "key", PARAGRAPH.getBytes(StandardCharsets.UTF_8), headers);

        // then
        CuratedSample sample = curator.curated(Modality.TEXT).get(0);
        assertThat(sample.getSampleId()).isEqualTo("id-of-header");
        assertThat(sample.getSource()).isEqualTo("source-of-header");
        assertThat(sample.getCapturedAt()).isEqualTo("2026-01-02T02:04:05Z");
    }

    @Test
    void aTextInAnotherLanguageIsRejectedByTheLanguageRule() {
        // when
        curator.publish(
                Modality.TEXT,
                "docs",
                "Die Methode gibt die Anzahl der Elemente zurück, die in der Warteschlange stehen und die noch von niemandem"
                        + " abgeholt worden sind.");

        // then
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getRule()).isEqualTo("language");
        assertThat(verdict.getThreshold()).isEqualTo(0.4);
        assertThat(verdict.getScore()).isLessThan(0.2);
    }

    @Test
    void personalDataIsMaskedAndCounted() {
        // when
        curator.publish(Modality.LOGS, "mail", "refused ada@example.org from 8.8.8.8 via 10.0.0.1");

        // then
        assertThat(curator.curated(Modality.LOGS).get(0).getText()).isEqualTo("refused <EMAIL> from <IP> via 10.0.0.1");
        assertThat(curator.verdicts().get(0).getMaskedSpans()).isEqualTo(2);
    }

    @Test
    void aReplayGivesTheSameBytes(@TempDir Path elsewhere) {
        // given
        List<byte[]> values = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 90; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            values.add(i % 3 == 0 ? noise : (PARAGRAPH + " " + (i % 40)).getBytes(StandardCharsets.UTF_8));
        }

        // when
        List<String> first = outputs(curator, values);
        List<String> second;
        try (CuratorHarness again = new CuratorHarness(elsewhere)) {
            second = outputs(again, values);
        }

        // then
        assertThat(first).hasSizeGreaterThan(90).isEqualTo(second);
    }

    @Test
    void noBytesWhateverEscapeWithoutAVerdict() {
        // given
        Random random = new Random(20261120);
        byte[] picture = Pictures.noise(24, 24, 9, "jpeg");
        byte[] sample = avro("f", PARAGRAPH, null);
        List<Modality> modalities = List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES);
        int rounds = 600;

        // when
        for (int round = 0; round < rounds; round++) {
            byte[] base = round % 2 == 0 ? picture : sample;
            byte[] value = Arrays.copyOf(base, 1 + random.nextInt(base.length));
            for (int flips = random.nextInt(8); flips > 0; flips--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            }
            Modality modality = modalities.get(random.nextInt(modalities.size()));
            curator.publish(modality, "fuzz", value);
        }

        // then
        List<Verdict> verdicts = curator.verdicts();
        assertThat(verdicts).hasSize(rounds).doesNotHaveDuplicates();
        assertThat(verdicts).extracting(Verdict::getOrigin).doesNotHaveDuplicates();
        long poison = verdicts.stream()
                .filter(verdict -> verdict.getOutcome() == Outcome.POISON)
                .count();
        assertThat(curator.records(Topics.CURATION_DLQ)).hasSize((int) poison);
    }

    private static List<String> outputs(CuratorHarness curator, List<byte[]> values) {
        values.forEach(value -> curator.publish(Modality.TEXT, "replay", value));
        List<String> outputs = new ArrayList<>();
        for (String topic : List.of(
                Topics.CURATION_VERDICTS, Topics.curated(Modality.TEXT), Topics.CURATION_DLQ, Topics.CURATION_DRIFT)) {
            for (TestRecord<String, byte[]> record : curator.records(topic)) {
                outputs.add(topic + record.key() + record.timestamp() + record.headers() + Sha256.of(record.value()));
            }
        }
        return outputs;
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
