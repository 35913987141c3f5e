package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TemplateChange;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratorTopologyTest {
    private static final String PARAGRAPH =
            "Returns the number of elements that have been added to the queue and that nobody has taken out of it yet.";
    private static final String OTHER_PARAGRAPH =
            "Closes the stream and releases the memory that belongs to it; a stream that is closed cannot be read again.";

    @TempDir
    private Path directory;

    private CuratorHarness curator;

    @BeforeEach
    void start() {
        curator = new CuratorHarness(directory);
    }

    @AfterEach
    void stop() {
        curator.close();
    }

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
    void aLogRecordCarriesTheVersionOfItsTemplateAndTheVerdictTellsWhatIsNew() {
        // when
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:01 session of alice opened");
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:02 session of bob opened");
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:03 session of carol opened");

        // then
        assertThat(curator.verdicts())
                .extracting(Verdict::getTemplate)
                .containsExactly(
                        new LogTemplate("0-0", 1, TemplateChange.CREATED, "<TIME> session of alice opened"),
                        new LogTemplate("0-0", 2, TemplateChange.WIDENED, "<TIME> session of <*> opened"),
                        new LogTemplate("0-0", 2, TemplateChange.NONE, ""));
        assertThat(curator.curated(Modality.LOGS))
                .extracting(sample -> sample.getTemplateId() + " version " + sample.getTemplateVersion())
                .containsExactly("0-0 version 1", "0-0 version 2", "0-0 version 2");
    }

    @Test
    void aFrequentTemplateIsThinnedAndARareOneIsKept(@TempDir Path elsewhere) {
        // given
        try (CuratorHarness thinning = new CuratorHarness(elsewhere, sampledLogs())) {
            // when
            for (int i = 0; i < 8; i++) {
                thinning.publish(Modality.LOGS, "app", "request of user-" + i + " was answered in time");
            }
            thinning.publish(Modality.LOGS, "app", "the disk is full and cannot be written");

            // then
            List<Verdict> verdicts = thinning.verdicts();
            assertThat(verdicts.stream().filter(verdict -> verdict.getRule().equals("frequent_template")))
                    .hasSize(5)
                    .allSatisfy(verdict -> assertThat(verdict.getOutcome()).isEqualTo(Outcome.REJECTED));
            assertThat(thinning.curated(Modality.LOGS))
                    .extracting(CuratedSample::getText)
                    .containsExactly(
                            "request of user-0 was answered in time",
                            "request of user-1 was answered in time",
                            "request of user-2 was answered in time",
                            "the disk is full and cannot be written");
        }
    }

    /** The bundled rules, and three records at once and one more each second for each template. */
    private static Map<Modality, RuleSet> sampledLogs() {
        Map<Modality, RuleSet> rules = CuratorHarness.bundledRules();
        try {
            String logs = Files.readString(Path.of("src/main/resources/rules/logs.yaml"))
                    + "  sampling: {burst: 3, perHour: 3600}\n";
            rules.put(Modality.LOGS, RuleSet.parse(logs.getBytes(StandardCharsets.UTF_8), "logs.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    @Test
    void pixelsAreTheContentOfAPicture() {
        // given
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "bmp"));

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .satisfies(sample ->
                        assertThat(sample.getImage()).isEqualTo(ByteBuffer.wrap(Pictures.noise(32, 32, 7, "png"))));
    }

    @Test
    void aLargePictureKeepsItsClaimCheck() throws IOException {
        // given
        BlobRef blob = curator.blobs.put(Pictures.noise(64, 48, 1, "jpeg"), "image/jpeg");

        // when
        curator.publish(Modality.IMAGES, "camera", avro("p1", "", blob));

        // then
        CuratedSample sample = curator.curated(Modality.IMAGES).get(0);
        assertThat(sample.getBlob()).isEqualTo(blob);
        assertThat(sample.getImage().remaining()).isZero();
        assertThat(sample.getWidth()).isEqualTo(64);
        assertThat(sample.getHeight()).isEqualTo(48);
    }

    @Test
    void picturesThatTeachNothingAreRefusedByTheirRules() {
        // given
        byte[] whole = Pictures.noise(64, 64, 3, "jpeg");

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.declaring(60_000, 60_000));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(8, 8, 1, "png"));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(100, 20, 1, "png"));
        curator.publish(Modality.IMAGES, "camera", Pictures.plain(64, 64));
        curator.publish(Modality.IMAGES, "camera", Arrays.copyOf(whole, whole.length / 2));
        curator.publish(Modality.IMAGES, "camera", "not a picture");

        // then
        assertThat(curator.verdicts())
                .extracting(Verdict::getRule)
                .containsExactly(
                        "too_many_pixels",
                        "too_small",
                        "odd_aspect_ratio",
                        "low_information",
                        "damaged_image",
                        "undecodable_image");
    }

    @Test
    void whatAGoldSetHoldsIsNeverAdmitted() throws IOException {
        // given
        curator.publishGold(
                "text-libraries", Modality.TEXT, 3, List.of(CuratorHarness.goldText("g1", PARAGRAPH + "  ")));

        // when
        curator.publish(Modality.TEXT, "docs", PARAGRAPH);

        // then
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(verdict.getRule()).isEqualTo("contaminated_exact");
        assertThat(verdict.getDetail()).contains("text-libraries version 3");
        assertThat(curator.curated(Modality.TEXT)).isEmpty();
    }

    @Test
    void aSharedRunOfTwelveWordsIsContamination() throws IOException {
        // given
        curator.publishGold("text-libraries", Modality.TEXT, 1, List.of(CuratorHarness.goldText("g1", PARAGRAPH)));

        // when
        curator.publish(
                Modality.TEXT, "docs", "In short: " + PARAGRAPH.replace("Returns", "It returns") + " See above.");

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("contaminated_ngram");
    }

    @Test
    void aTextTooShortForARunOfWordsIsContaminationIfItIsAlmostAGoldText() throws IOException {
        // given
        curator.publishGold(
                "text-libraries",
                Modality.TEXT,
                2,
                List.of(
                        CuratorHarness.goldText("g0", OTHER_PARAGRAPH),
                        CuratorHarness.goldText("g1", "It closes the stream and frees 3 buffers of the reader.")));

        // when
        curator.publish(Modality.TEXT, "docs", "It CLOSES the stream and frees 17 buffers of the reader!");
        curator.publish(Modality.TEXT, "docs", "It closes the file and then it frees both buffers of the writer.");

        // then
        List<Verdict> verdicts = curator.verdicts();
        assertThat(verdicts).extracting(Verdict::getRule).containsExactly("contaminated_near", "");
        assertThat(verdicts.get(0).getScore()).isEqualTo(1.0);
        assertThat(verdicts.get(0).getThreshold()).isEqualTo(0.8);
        assertThat(verdicts.get(0).getDetail())
                .isEqualTo("gold set text-libraries version 2 holds almost this text as example g1");
    }

    @Test
    void whereNoRunsAreComparedALongTextWithAFewOtherWordsIsContamination() throws IOException {
        // given
        String text = PARAGRAPH + " " + OTHER_PARAGRAPH;
        RuleSet rules = textRules("ngram: 12", "ngram: 0");
        try (CuratorHarness lenient = new CuratorHarness(directory.resolve("lenient"), Map.of(Modality.TEXT, rules))) {
            lenient.publishGold("text-libraries", Modality.TEXT, 1, List.of(CuratorHarness.goldText("g1", text)));

            // when
            lenient.publish(Modality.TEXT, "docs", text.replace("Returns", "Gives"));
            lenient.publish(Modality.TEXT, "docs", PARAGRAPH);

            // then
            List<Verdict> verdicts = lenient.verdicts();
            assertThat(verdicts).extracting(Verdict::getRule).containsExactly("contaminated_near", "");
            assertThat(verdicts.get(0).getScore()).isBetween(0.8, 0.999);
        }
    }

    @Test
    void aNewVersionOfAGoldSetReplacesTheOneBefore() throws IOException {
        // given
        curator.publishGold("text-libraries", Modality.TEXT, 1, List.of(CuratorHarness.goldText("g1", PARAGRAPH)));
        curator.publish(Modality.TEXT, "docs", PARAGRAPH);

        // when
        curator.publishGold(
                "text-libraries", Modality.TEXT, 2, List.of(CuratorHarness.goldText("g2", OTHER_PARAGRAPH)));
        curator.publish(Modality.TEXT, "docs", OTHER_PARAGRAPH);
        curator.publish(Modality.TEXT, "docs", PARAGRAPH);

        // then
        List<Verdict> verdicts = curator.verdicts();
        assertThat(verdicts)
                .extracting(Verdict::getRule)
                .containsExactly("contaminated_exact", "contaminated_exact", "");
        assertThat(verdicts.get(1).getDetail()).contains("version 2");
    }

    @Test
    void aGoldSetTakesEffectWithoutARestart() throws IOException {
        // given
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 1, "png"));

        // when
        curator.publishGold(
                "pictures",
                Modality.IMAGES,
                1,
                List.of(CuratorHarness.goldImage("g1", Pictures.noise(32, 32, 2, "bmp"))));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 2, "png"));

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("", "contaminated_exact");
    }

    @Test
    void aGoldSetThatCannotBeReadStopsAdmissionOfItsModalityOnly() {
        // given
        curator.announceGold("lost", Modality.LOGS, 1, new BlobRef("cd".repeat(32), 5L, "application/avro"));

        // when
        curator.publish(Modality.TEXT, "docs", PARAGRAPH);

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT);
        assertThatThrownBy(() -> curator.publish(Modality.LOGS, "app", "a line that nobody has published before"))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining(ServiceException.class.getName())
                .hasStackTraceContaining("gold set 'lost' version 1");
    }

    @Test
    void aSourceThatChangesRaisesOneSignalForTheDescriptorThatChanged() {
        // given
        Random random = new Random(5);
        for (int i = 0; i < 640; i++) {
            curator.publish(Modality.LOGS, "steady", "request number " + i + " was answered in time");
            curator.publish(
                    Modality.LOGS,
                    "changing",
                    "entry " + random.nextInt(1_000_000) + (i < 320 ? " ok" : " stack overflow".repeat(20)));
        }

        // when
        List<DriftSignal> signals = curator.driftSignals();

        // then
        assertThat(signals).extracting(DriftSignal::getSource).containsOnly("changing");
        assertThat(signals.get(0).getMeanAfter()).isNotEqualTo(signals.get(0).getMeanBefore());
        // The change is at record 320 of the source; ADWIN looks every 32 records, and the sources alternate.
        assertThat(signals.get(0).getOrigin()).isEqualTo(new SourcePosition("raw.logs", 0, 2 * 352L - 1));
    }

    @Test
    void aSourceThatBeginsToSendRubbishRaisesASignalOfItsRejectRateUnderAPromise(@TempDir Path elsewhere)
            throws IOException {
        // given
        Map<Modality, RuleSet> rules = CuratorHarness.bundledRules();
        String logs = Files.readString(Path.of("src/main/resources/rules/logs.yaml"))
                .replace("samples: 256, minutes: 1", "samples: 8, minutes: 0");
        rules.put(Modality.LOGS, RuleSet.parse(logs.getBytes(StandardCharsets.UTF_8), "logs.yaml"));
        try (CuratorHarness small = new CuratorHarness(elsewhere, rules)) {
            // when
            for (int i = 0; i < 400; i++) {
                boolean rubbish = i >= 240;
                small.publish(Modality.LOGS, "steady", "request number " + i + " was answered in time");
                small.publish(
                        Modality.LOGS,
                        "breaking",
                        rubbish
                                ? new byte[] {(byte) 0xFF, (byte) i}
                                : ("entry with number " + i).getBytes(StandardCharsets.UTF_8));
            }

            // then
            List<DriftSignal> signals = small.driftSignals().stream()
                    .filter(signal -> signal.getDescriptor().equals("rejected"))
                    .toList();
            assertThat(signals).singleElement().satisfies(signal -> {
                assertThat(signal.getSource()).isEqualTo("breaking");
                assertThat(signal.getPromise()).isEqualTo(AlarmPromise.E_DETECTOR);
                assertThat(signal.getMeanBefore()).isZero();
                assertThat(signal.getMeanAfter()).isEqualTo(1);
                assertThat(signal.getRequest()).isNotEqualTo(DriftRequest.UNKNOWN);
                // Found within ten blocks.
                assertThat(signal.getOrigin().getOffset()).isBetween(2 * 240L, 2 * 320L);
            });
        }
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

    @Test
    void theCaptionOfAPictureIsNormalisedMaskedAndKeptWithIt() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "  A boat,\r\nseen by  ann@example.org ".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("A boat,\nseen by <EMAIL>");
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getMaskedSpans()).isEqualTo(1);
        assertThat(verdict.getScores())
                .anySatisfy(score -> assertThat(score).isEqualTo(new Score("caption_characters", 23.0, null)));
    }

    @Test
    void theCaptionOfAnAvroSampleIsReadLikeTheHeader() {
        // given
        RawSample sample = RawSample.newBuilder()
                .setPayload(ByteBuffer.wrap(Pictures.noise(32, 32, 7, "png")))
                .setCaption("A boat ")
                .build();

        // when
        curator.publish(Modality.IMAGES, "camera", AvroWire.of(RawSample.class).encode(sample));

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("A boat");
    }

    @Test
    void aPictureIsKeptWithoutACaptionThatCannotBeUsed() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", new byte[] {'b', 'o', 'a', 't', (byte) 0xFF});

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("");
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getOutcome()).isEqualTo(Outcome.KEPT);
        assertThat(verdict.getScores())
                .anySatisfy(score -> assertThat(score).isEqualTo(new Score("caption_characters", 0.0, null)));
    }

    @Test
    void theSamePictureWithAnotherCaptionIsADuplicate() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "A boat".getBytes(StandardCharsets.UTF_8));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
    }

    @Test
    void aCaptionOfATextIsNotRead() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "A boat".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.TEXT, "docs", PARAGRAPH.getBytes(StandardCharsets.UTF_8), headers);

        // then
        assertThat(curator.curated(Modality.TEXT))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("");
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

    private static RuleSet textRules(String old, String changed) throws IOException {
        try (InputStream bundled = RuleSet.class.getResourceAsStream("/rules/text.yaml")) {
            String text = new String(Objects.requireNonNull(bundled).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains(old);
            return RuleSet.parse(text.replace(old, changed).getBytes(StandardCharsets.UTF_8), "text.yaml");
        }
    }

    private static byte[] avro(String id, String text, @Nullable BlobRef blob) {
        RawSample sample = RawSample.newBuilder()
                .setId(id)
                .setPayload(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .setBlob(blob)
                .build();
        return AvroWire.of(RawSample.class).encode(sample);
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
