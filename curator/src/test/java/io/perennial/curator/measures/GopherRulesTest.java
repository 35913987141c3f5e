package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reasons are those that datatrove 0.10.0 gives for the same texts, split at white space. */
class GopherRulesTest {
    private static final String FILLER =
            " the cat sat and then it went to be with that dog which they have seen of late";

    private RuleSet rules = RuleSet.bundled(Modality.TEXT);

    @BeforeEach
    void readRules() throws IOException {
        Path file = Path.of("src/test/resources/rules/datatrove.yaml");
        rules = RuleSet.parse(Files.readAllBytes(file), file.toString());
    }

    static Stream<Arguments> textsAndReasons() {
        return Stream.of(
                Arguments.of("I am too small and nobody reads me", "top_3_gram"),
                Arguments.of("word ".repeat(60), "top_2_gram"),
                Arguments.of(("same line of a text that has been written twice" + "\n").repeat(3), "dup_line_frac"),
                Arguments.of("one paragraph\n\none paragraph\n\ntwo paragraphs", "dup_para_frac"),
                Arguments.of(numbered(60, "w", " "), "gopher_enough_stop_words"),
                Arguments.of(numbered(30, "w", " "), "gopher_short_doc"),
                Arguments.of(numbered(60, "", " "), "gopher_below_avg_threshold"),
                Arguments.of(numbered(60, "interconnection", " "), "gopher_above_avg_threshold"),
                Arguments.of(numbered(60, "#w", " "), "gopher_too_many_hashes"),
                Arguments.of(numbered(60, "w...", " "), "gopher_too_many_ellipsis"),
                Arguments.of(numbered(60, "- wor", "\n"), "gopher_too_many_bullets"),
                Arguments.of(numbered(60, "100", " "), "gopher_below_alpha_threshold"));
    }

    @ParameterizedTest
    @MethodSource("textsAndReasons")
    void aTextIsRejectedForDatatrovesReason(String text, String reason) {
        // when
        Ruling ruling = judge(text);

        // then
        assertThat(ruling).extracting(Ruling::rule).isEqualTo(reason);
    }

    @Test
    void ordinaryProsePasses() {
        // given
        StringBuilder text = new StringBuilder(FILLER.strip());
        for (int i = 0; i < 60; i++) {
            text.append(" word").append(Integer.toString(i * 7919, 26));
        }

        // when
        Ruling ruling = judge(text.toString());

        // then
        assertThat(ruling).isNull();
    }

    @Test
    void blankLinesAreNoDuplicates() {
        // given
        String text = "a first line" + "\n\n\n\n" + "a second line" + "\n\n\n\n\n\n" + "a third line";
        Measures measures = new Measures();

        // when
        ProseMeasures.measure(text, measures);

        // then
        assertThat(measures.find(GopherRepetition.DUPLICATE_LINES)).isZero();
        assertThat(measures.find(GopherRepetition.DUPLICATE_PARAGRAPHS)).isZero();
        assertThat(measures.find(FineWebQuality.REPEATED_CHARACTERS)).isZero();
    }

    @Test
    void theEmptyTextHasNoMeasureThatIsNotANumber() {
        // given
        Measures measures = new Measures();

        // when
        ProseMeasures.measure("", measures);

        // then
        assertThat(measures.scores(name -> null))
                .allSatisfy(score -> assertThat(score.getValue()).isFinite());
    }

    @Test
    void repetitionByHashesEqualsRepetitionByStrings() {
        // given
        Random random = new Random(99);

        for (int round = 0; round < 300; round++) {
            String text = randomText(random);
            Measures measures = new Measures();

            // when
            ProseMeasures.measure(text, measures);

            // then
            List<String> words = List.of(text.strip().split("\\s+"));
            for (int n = 2; n <= 4; n++) {
                assertThat(measures.find("top_" + n + "_gram"))
                        .as("top %d-gram of '%s'", n, text)
                        .isEqualTo((double) topCharacters(words, n) / text.length());
            }
            for (int n = 5; n <= 10; n++) {
                assertThat(measures.find("duplicated_" + n + "_n_grams"))
                        .as("duplicated %d-grams of '%s'", n, text)
                        .isEqualTo((double) duplicatedCharacters(words, n) / text.length());
            }
        }
    }

    private @Nullable Ruling judge(String text) {
        Measures measures = new Measures();
        measures.put(TextMeasures.BYTES, text.length());
        ProseMeasures.measure(text, measures);
        return rules.judge(measures);
    }

    private static String numbered(int words, String prefix, String separator) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : separator)
                    .append(prefix)
                    .append((char) ('0' + i % 10))
                    .append(i / 10 % 10);
        }
        return text.toString();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder("a");
        int words = random.nextInt(60);
        for (int i = 0; i < words; i++) {
            text.append(random.nextInt(6) == 0 ? "\n" : " ").append("ab".repeat(1 + random.nextInt(2)));
        }
        return text.toString();
    }

    private static long topCharacters(List<String> words, int n) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            counts.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
        }
        String top = "";
        int most = 0;
        for (Map.Entry<String, Integer> gram : counts.entrySet()) {
            if (gram.getValue() > most) {
                top = gram.getKey();
                most = gram.getValue();
            }
        }
        return (long) top.length() * most;
    }

    private static long duplicatedCharacters(List<String> words, int n) {
        List<String> seen = new ArrayList<>();
        long characters = 0;
        int i = 0;
        while (i + n <= words.size()) {
            String gram = String.join("", words.subList(i, i + n));
            if (seen.contains(gram)) {
                characters += gram.length();
                i += n;
            } else {
                seen.add(gram);
                i++;
            }
        }
        return characters;
    }
}
