package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.privacy.TokenKey;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.MaskedSpan;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records with personal data under each policy. */
class PersonalDataTopologyTest {
    private static final String LINE = "paid by ada@example.org with 4111 1111 1111 1111 from 8.8.4.4";
    private static final List<String> VALUES =
            List.of("ada", "example.org", "4111 1111", "4111111111111111", "1111", "8.8.4.4");

    @TempDir
    private Path directory;

    @Test
    void whatIsMaskedIsRecordedByTypePlaceAndScore() throws IOException {
        try (CuratorHarness curator = logs("types: {EMAIL: MASK, CARD: MASK, IP: MASK}")) {
            // when
            curator.publish(Modality.LOGS, "shop", LINE);

            // then
            Verdict verdict = curator.verdicts().get(0);
            assertThat(verdict.getOutcome()).isEqualTo(Outcome.KEPT);
            assertThat(verdict.getMaskedSpans()).isEqualTo(3);
            assertThat(verdict.getPersonalData())
                    .containsExactly(
                            new MaskedSpan("EMAIL", 8, 15, 1.0),
                            new MaskedSpan("CARD", 29, 19, 1.0),
                            new MaskedSpan("IP", 54, 7, 0.6));
            assertThat(curator.curated(Modality.LOGS))
                    .extracting(CuratedSample::getText)
                    .containsExactly("paid by <EMAIL> with <CARD> from <IP>");
        }
    }

    @Test
    void whatIsHashedCanStillBeToldApart() throws IOException {
        try (CuratorHarness curator = logs("types: {EMAIL: HASH, CARD: MASK}")) {
            // when
            curator.publish(Modality.LOGS, "shop", "order 1 of ada@example.org");
            curator.publish(Modality.LOGS, "desk", "call 2 from ADA@example.org");
            curator.publish(Modality.LOGS, "desk", "call 3 from eve@example.org");

            // then
            List<String> tokens = curator.curated(Modality.LOGS).stream()
                    .map(sample -> sample.getText().replaceAll(".*<EMAIL_([a-z2-7]{12})>.*", "$1"))
                    .toList();
            assertThat(tokens).hasSize(3).allMatch(token -> token.length() == 12);
            assertThat(tokens.get(0)).isEqualTo(tokens.get(1)).isNotEqualTo(tokens.get(2));
        }
    }

    @Test
    void whatMustNotBeThereRejectsTheRecord() throws IOException {
        try (CuratorHarness curator = logs("types: {EMAIL: MASK, CARD: DROP}")) {
            // when
            curator.publish(Modality.LOGS, "shop", LINE);
            curator.publish(Modality.LOGS, "shop", LINE.replace("1111 1111 1111", "1111 1111 1112"));

            // then
            List<Verdict> verdicts = curator.verdicts();
            assertThat(verdicts).extracting(Verdict::getOutcome).containsExactly(Outcome.REJECTED, Outcome.KEPT);
            assertThat(verdicts.get(0).getRule()).isEqualTo("personal_data_card");
            assertThat(verdicts.get(0).getScore()).isEqualTo(1);
            assertThat(verdicts.get(0).getThreshold()).isEqualTo(0.5);
            assertThat(verdicts.get(0).getDetail()).isEqualTo("CARD at character 29");
            assertThat(verdicts.get(0).getMaskedSpans()).isEqualTo(2);
            assertThat(curator.curated(Modality.LOGS)).hasSize(1);
        }
    }

    @Test
    void aRecordWithTooMuchOfItIsRejected() throws IOException {
        try (CuratorHarness curator = logs("{types: {EMAIL: MASK, CARD: MASK, IP: MASK}, dropAbove: 2}")) {
            // when
            curator.publish(Modality.LOGS, "shop", LINE);
            curator.publish(Modality.LOGS, "shop", "paid by ada@example.org with 4111 1111 1111 1111");

            // then
            List<Verdict> verdicts = curator.verdicts();
            assertThat(verdicts).extracting(Verdict::getRule).containsExactly("too_much_personal_data", "");
            assertThat(verdicts.get(0).getScore()).isEqualTo(3);
            assertThat(verdicts.get(0).getThreshold()).isEqualTo(2);
            assertThat(verdicts.get(0).getDetail()).isEqualTo("3 pieces of personal data, above the allowed 2");
        }
    }

    @Test
    void aRuleAboutMeasuresDecidesBefore() throws IOException {
        try (CuratorHarness curator = logs("types: {IP: DROP}")) {
            // when
            curator.publish(Modality.LOGS, "shop", "8.8.4.4 8.8.4.4 8.8.4.4");

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("too_few_letters");
        }
    }

    @Test
    void aSourceMayBeTreatedOtherwise() throws IOException {
        try (CuratorHarness curator = logs("{types: {IP: MASK}, sources: {bank: {IP: DROP}}}")) {
            // when
            curator.publish(Modality.LOGS, "shop", "login from 8.8.4.4 today");
            curator.publish(Modality.LOGS, "bank", "login from 8.8.4.4 today");

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("", "personal_data_ip");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types: {EMAIL: MASK, CARD: MASK, IP: MASK}",
                "types: {EMAIL: HASH, CARD: HASH, IP: HASH}",
                "types: {EMAIL: DROP, CARD: DROP, IP: DROP}",
                "{types: {EMAIL: MASK, CARD: MASK, IP: MASK}, dropAbove: 0}"
            })
    void theDataIsInNoRecordThatComesOut(String personalData) throws IOException {
        try (CuratorHarness curator = logs(personalData)) {
            // when
            curator.publish(Modality.LOGS, "shop", LINE);
            curator.publish(Modality.LOGS, "shop", LINE);

            // then
            for (String topic :
                    List.of(Topics.CURATION_VERDICTS, Topics.curated(Modality.LOGS), Topics.CURATION_DRIFT)) {
                for (TestRecord<String, byte[]> record : curator.records(topic)) {
                    String bytes = new String(record.value(), StandardCharsets.ISO_8859_1);
                    assertThat(VALUES).as(topic).noneMatch(bytes::contains);
                }
            }
        }
    }

    @Test
    void aVerdictTellsTheNumberOfSpansButHoldsAThousandAtMost() throws IOException {
        try (CuratorHarness curator = logs("types: {EMAIL: MASK}")) {
            // when
            curator.publish(Modality.LOGS, "shop", "a@b.org ".repeat(1500));

            // then
            Verdict verdict = curator.verdicts().get(0);
            assertThat(verdict.getMaskedSpans()).isEqualTo(1500);
            assertThat(verdict.getPersonalData()).hasSize(1000);
        }
    }

    @Test
    void anExampleOfAGoldSetIsKnownHoweverItsSourceIsTreated() throws IOException {
        try (CuratorHarness curator = logs("{types: {EMAIL: MASK}, sources: {desk: {EMAIL: HASH}}}")) {
            // given
            String line = "call 2 from ada@example.org";
            curator.publishGold("calls", Modality.LOGS, 1, List.of(CuratorHarness.goldText("g1", line)));

            // when
            curator.publish(Modality.LOGS, "shop", line);
            curator.publish(Modality.LOGS, "desk", line);

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsOnly("contaminated_exact");
        }
    }

    @Test
    void aCaptionWithWhatMustNotBeThereRejectsItsPicture() throws IOException {
        Map<Modality, RuleSet> rules = Map.of(Modality.IMAGES, rules(Modality.IMAGES, "types: {EMAIL: DROP}"));
        try (CuratorHarness curator = new CuratorHarness(directory, rules)) {
            // given
            Headers caption = new RecordHeaders().add("caption", "by ada@example.org".getBytes(StandardCharsets.UTF_8));

            // when
            curator.publish(Modality.IMAGES, "camera", Pictures.noise(64, 48, 1, "png"), caption);

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("personal_data_email");
            assertThat(curator.curated(Modality.IMAGES)).isEmpty();
        }
    }

    private CuratorHarness logs(String personalData) throws IOException {
        return new CuratorHarness(directory, Map.of(Modality.LOGS, rules(Modality.LOGS, personalData)));
    }

    /** The rules that come with the curator, but for personal data. */
    private static RuleSet rules(Modality modality, String personalData) throws IOException {
        Path file = Path.of("src/main/resources/rules", modality.name().toLowerCase(Locale.ROOT) + ".yaml");
        String yaml = Files.readString(file)
                .replaceFirst("(?s)personalData:\n.*?\nrules:", "personalData:\n  " + personalData + "\nrules:");
        return RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "test")
                .withTokenKey(new TokenKey("a secret of this test"));
    }
}
