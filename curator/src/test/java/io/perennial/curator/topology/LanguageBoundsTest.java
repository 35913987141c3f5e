package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounds for one language, from the rule file to the verdict. */
class LanguageBoundsTest {
    private static final String GERMAN = "Die Warteschlange enthält mehrere wartende Elemente.";
    private static final String ENGLISH = "The queue still contains several waiting elements.";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aTextIsJudgedByTheBoundOfItsLanguageAndTheVerdictSaysBoth() throws IOException {
        // given
        String yaml = Files.readString(Path.of("src/main/resources/rules/text.yaml"))
                .replace("languages: [en]", "languages: [en, de]")
                .replace("score: words, min: 8}", "score: words, min: 8, byLanguage: {de: 5}}")
                .replace("score: stop_words, min: 1}", "score: stop_words, min: 1, byLanguage: {de: 0}}");
        RuleSet rules = RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "text.yaml");

        // when
        List<Verdict> verdicts;
        List<CuratedSample> curated;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.TEXT, rules))) {
            curator.publish(Modality.TEXT, "docs", GERMAN);
            curator.publish(Modality.TEXT, "docs", ENGLISH);
            verdicts = curator.verdicts();
            curated = curator.curated(Modality.TEXT);
        }

        // then
        Verdict english = only(verdicts, Outcome.REJECTED);
        assertThat(english.getRule()).isEqualTo("gopher_short_doc");
        assertThat(english.getThreshold()).isEqualTo(8);
        assertThat(score(english, "words").getThreshold()).isEqualTo(8);
        Verdict german = only(verdicts, Outcome.KEPT);
        assertThat(score(german, "words").getValue()).isEqualTo(6);
        assertThat(score(german, "words").getThreshold()).isEqualTo(5);
        assertThat(score(german, "language_confidence").getValue()).isGreaterThan(0.5);
        assertThat(curated).extracting(CuratedSample::getLanguage).containsExactly("de");
    }

    @Test
    void aListOfBadWordsIsForTextsOfItsLanguage() throws IOException {
        // given
        Path list = Files.writeString(directory.resolve("words.txt"), "several\nmehrere\n");
        String yaml = Files.readString(Path.of("src/main/resources/rules/text.yaml"))
                        .replace("languages: [en]", "languages: [en, de]")
                        .replaceFirst("(?m)^groups: .*$", "groups: []")
                + "badWords: {en: {file: " + list + ", sha256: " + Sha256.of(list) + "}}\n";
        RuleSet rules = RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "text.yaml");

        // when
        List<Verdict> verdicts;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.TEXT, rules))) {
            curator.publish(Modality.TEXT, "docs", GERMAN);
            curator.publish(Modality.TEXT, "docs", ENGLISH);
            verdicts = curator.verdicts();
        }

        // then
        Verdict english = only(verdicts, Outcome.REJECTED);
        assertThat(english.getRule()).isEqualTo("document_removed_with_badwords");
        assertThat(english.getScore()).isEqualTo(1);
        assertThat(only(verdicts, Outcome.KEPT).getScores())
                .extracting(Score::getName)
                .doesNotContain("bad_words");
    }

    @Test
    void withoutABoundOfItsOwnALanguageHasTheCommonOne() throws IOException {
        // given
        String yaml = Files.readString(Path.of("src/main/resources/rules/text.yaml"))
                .replace("languages: [en]", "languages: [en, de]");
        RuleSet rules = RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "text.yaml");

        // when
        List<Verdict> verdicts;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.TEXT, rules))) {
            curator.publish(Modality.TEXT, "docs", GERMAN);
            verdicts = curator.verdicts();
        }

        // then
        assertThat(only(verdicts, Outcome.REJECTED).getThreshold()).isEqualTo(8);
    }

    private static Verdict only(List<Verdict> verdicts, Outcome outcome) {
        List<Verdict> found = verdicts.stream()
                .filter(verdict -> verdict.getOutcome() == outcome)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Score score(Verdict verdict, String name) {
        return verdict.getScores().stream()
                .filter(score -> score.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
