package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NemoRulesTest {
    private static final String SENTENCE = "This sentence has exactly twelve words, which are neither short nor long. ";
    private static final String PLAIN = SENTENCE.repeat(5).strip();

    static Stream<Arguments> textsAndReasons() {
        return Stream.of(
                Arguments.of(PLAIN, ""),
                Arguments.of(PLAIN + " " + "%".repeat(60), "alpha_numeric"),
                Arguments.of(PLAIN + " " + "12".repeat(50), "numbers_ratio"),
                Arguments.of(PLAIN + " https://" + "www.".repeat(40) + "example.org", "urls_ratio"),
                Arguments.of(PLAIN + "\n".repeat(100), "white_space"),
                Arguments.of(PLAIN + " " + "()".repeat(21), "parentheses_ratio"),
                Arguments.of(PLAIN + "\n\nRead our Terms of Use.", "boilerplate_string_ratio"),
                Arguments.of(PLAIN + "\n\n" + PLAIN + "\n\n" + PLAIN + " Lorem ipsum.", "boilerplate_string_ratio"),
                Arguments.of(SENTENCE.repeat(4), "word_count"),
                Arguments.of(SENTENCE.repeat(5) + "and", "punctuation"),
                Arguments.of("interconnected, ".repeat(55) + ".", "mean_word_length"),
                Arguments.of(SENTENCE.repeat(100) + "w".repeat(1001) + ".", "max_word_length"),
                Arguments.of(PLAIN + "\n" + "and so on...", "ellipsis"),
                Arguments.of(PLAIN + "\n" + "Click here to Read More", "ellipsis"));
    }

    @ParameterizedTest
    @MethodSource("textsAndReasons")
    void aTextIsRejectedUnderTheNameOfNemosFilter(String text, String reason) {
        // when / then
        assertThat(TextRules.judge(text, "nemo")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see http://a.org/path now | 12",
                "see https://a.org | 13",
                "http://a%20b/ | 12",
                "http://a%2/ | 8",
                "http:// | 0",
                "hhttp://ab | 9",
                "http://http://a | 11",
                "ftp://a.org | 0",
            })
    void anAddressReachesFromItsSchemeToTheFirstSlash(String text, int characters) {
        // when
        Map<String, Double> measured = measured(text);

        // then
        assertThat(measured.get(CharacterShares.URL_RATIO))
                .isEqualTo((double) characters / text.length(), within(1e-12));
    }

    @Test
    void sharesAreThoseOfAllCharacters() {
        // when
        Map<String, Double> measured = measured("ab 1\u0664(x)\t");

        // then
        assertThat(measured.get(CharacterShares.DIGIT_RATIO)).isEqualTo(2.0 / 9);
        assertThat(measured.get(CharacterShares.BRACKET_RATIO)).isEqualTo(2.0 / 9);
        assertThat(measured.get(CharacterShares.WHITE_SPACE_RATIO)).isEqualTo(2.0 / 9);
        assertThat(measured.get(CharacterShares.NON_ALPHANUMERIC_RATIO)).isEqualTo(5.0 / 9);
    }

    private static Map<String, Double> measured(String text) {
        Measures measures = new Measures();
        ProseMeasures.measure(text, measures);
        return Map.of(
                CharacterShares.URL_RATIO, value(measures, CharacterShares.URL_RATIO),
                CharacterShares.DIGIT_RATIO, value(measures, CharacterShares.DIGIT_RATIO),
                CharacterShares.BRACKET_RATIO, value(measures, CharacterShares.BRACKET_RATIO),
                CharacterShares.WHITE_SPACE_RATIO, value(measures, CharacterShares.WHITE_SPACE_RATIO),
                CharacterShares.NON_ALPHANUMERIC_RATIO, value(measures, CharacterShares.NON_ALPHANUMERIC_RATIO));
    }

    private static double value(Measures measures, String name) {
        return Objects.requireNonNull(measures.find(name));
    }
}
