package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.pdq.PdqHasher;
import io.perennial.curator.pdq.Waves;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What overlaps a gold set never becomes training data. */
class GoldSetTopologyTest extends TopologyFixture {
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
    void aPictureThatIsAlmostAGoldPictureIsContaminationFromTheMomentThatTheSetArrives() throws IOException {
        // given
        Random random = new Random(1);
        Picture held = Waves.picture(random, 96, 80);
        Picture before = Waves.noisy(held, 12, random);
        Picture after = Waves.noisy(held, 12, random);
        Picture other = Waves.picture(random, 96, 80);
        curator.publish(Modality.IMAGES, "camera", Pictures.png(before));

        // when
        curator.publishGold(
                "pictures",
                Modality.IMAGES,
                4,
                List.of(
                        CuratorHarness.goldImage("g0", Pictures.png(Waves.picture(random, 96, 80))),
                        CuratorHarness.goldImage("g1", Pictures.png(held))));
        curator.publish(Modality.IMAGES, "camera", Pictures.png(after));
        curator.publish(Modality.IMAGES, "camera", Pictures.png(other));

        // then
        List<Verdict> verdicts = curator.verdicts();
        assertThat(verdicts).extracting(Verdict::getRule).containsExactly("", "contaminated_picture", "");
        PdqHasher hasher = new PdqHasher();
        assertThat(verdicts.get(1).getScore())
                .isEqualTo(hasher.hash(held).hash().distance(hasher.hash(after).hash()));
        assertThat(verdicts.get(1).getThreshold()).isEqualTo(31);
        assertThat(verdicts.get(1).getDetail())
                .isEqualTo("gold set pictures version 4 holds almost this picture as example g1");
    }

    @Test
    void aPictureWithTooLittleStructureIsComparedWithGoldPicturesByItsPixelsOnly() throws IOException {
        // given
        int[] argb = new int[96 * 80];
        Arrays.setAll(argb, i -> 0xFF000000 | (i % 96) * 2 * 0x010101);
        Picture gradient = new Picture(96, 80, argb, 0);
        curator.publishGold(
                "pictures", Modality.IMAGES, 1, List.of(CuratorHarness.goldImage("g1", Pictures.png(gradient))));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.png(Waves.noisy(gradient, 1, new Random(7))));
        curator.publish(Modality.IMAGES, "camera", Pictures.png(gradient));

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

    private static RuleSet textRules(String old, String changed) throws IOException {
        try (InputStream bundled = RuleSet.class.getResourceAsStream("/rules/text.yaml")) {
            String text = new String(Objects.requireNonNull(bundled).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains(old);
            return RuleSet.parse(text.replace(old, changed).getBytes(StandardCharsets.UTF_8), "text.yaml");
        }
    }
}
