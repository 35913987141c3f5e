package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class C4RulesTest {
    private static final String FIVE = "One is here. Two is here. Three is here. Four is here. Five is here.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lorem_ipsum | This is Lorem IPSUM text.",
                "curly_bracket | int main() { return 0; } is code.",
                "too_few_sentences | One is here. Two is here. Three is here. Four is here.",
                "too_few_sentences | `A heading of words\nAnother heading of words\nA third one here\nA fourth one here\nA fifth one here`",
                "too_few_sentences | Please enable JavaScript. One is. Two is. Three is. Four is. Five is.",
                "too_few_sentences | Our Privacy Policy. One is. Two is. Three is. Four is. Five is.",
                "too_few_sentences | This site uses coo\u212Aies. One is. Two is. Three is. Four is. Five is.",
                "too_few_sentences | `Two words.\nTwo words.\nTwo words.\nTwo words.\nTwo words.`",
                "too_few_sentences | `One is here...\nTwo is here...\nThree is here...\nFour is here...\nFive is here...`",
            })
    void aTextIsRejectedForC4sReason(String reason, String text) {
        // when / then
        assertThat(TextRules.judge(text.replace("\\n", "\n"), "c4_terminated")).isEqualTo(reason);
    }

    @Test
    void fiveSentencesInOneLineAreEnough() {
        // when / then
        assertThat(TextRules.judge(FIVE, "c4_terminated")).isEmpty();
        assertThat(TextRules.judge(FIVE, "c4")).isEmpty();
    }

    @Test
    void linesWithoutAnEndMarkCountForFineWebButNotForC4() {
        // given
        String text = "a heading of words\n".repeat(5);

        // when / then
        assertThat(TextRules.judge(text, "c4")).isEmpty();
        assertThat(TextRules.judge(text, "c4_terminated")).isEqualTo("too_few_sentences");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lorem_ipsum | It is lorem ipsum. | It is a { here.",
                "curly_bracket | It is a { here. | It is lorem ipsum.",
            })
    void theFirstLineThatRejectsGivesTheReason(String reason, String first, String second) {
        // when / then
        assertThat(TextRules.judge(first + "\n" + second, "c4")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a bracket behind javascript { here.",
                "code { here",
                "{ short.",
            })
    void aLineThatIsCutOutRejectsNothing(String line) {
        // when / then
        assertThat(TextRules.judge(line + "\n" + FIVE, "c4_terminated")).isEmpty();
    }

    @Test
    void aLineWithAWordOfMoreThanAThousandCharactersIsCutOut() {
        // when / then
        assertThat(TextRules.judge("a { w" + "w".repeat(1000) + " here.\n" + FIVE, "c4"))
                .isEmpty();
        assertThat(TextRules.judge("a { w" + "w".repeat(999) + " here.\n" + FIVE, "c4"))
                .isEqualTo("curly_bracket");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "too_few_sentences | As said.[1] One is. Two is. Three is. Four is. [citation needed]",
                "'' | As said.[1] One is. Two is. Three is. Four is.[citation needed][12][][edit]",
                "too_few_sentences | As said. One is. Two is. Three is. Four is.[Edit]",
                "too_few_sentences | Needs java[3]script. One is. Two is. Three is. Four is. Five is.",
                "too_few_sentences | As said. One is. Two is. Three is. Four is.[[1]]",
            })
    void citationsAreTakenOutBeforeALineIsLookedAt(String reason, String text) {
        // when / then
        assertThat(TextRules.judge(text, "c4_terminated")).isEqualTo(reason.equals("''") ? "" : reason);
    }

    @Test
    void theShareOfLinesThatC4WouldCutOutIsKept() {
        // given
        Measures measures = new Measures();

        // when
        ProseMeasures.measure("a heading of words\nshort.\nA sentence is here.\nWe use cookies here.", measures);

        // then
        assertThat(measures.find("c4_dropped_line_ratio")).isEqualTo(0.5);
        assertThat(measures.find("c4_terminated_dropped_line_ratio")).isEqualTo(0.75);
        assertThat(measures.find("c4_sentences")).isEqualTo(2);
        assertThat(measures.find("c4_terminated_sentences")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200, ''", "199, < 3 paragraphs"})
    void mC4WantsThreeLongLines(int shortest, String reason) {
        // given
        String text = "short\n" + "a".repeat(300) + "\n" + "b".repeat(shortest) + "\n" + "c".repeat(250);

        // when / then
        assertThat(TextRules.judge(text, "c4_paragraphs")).isEqualTo(reason);
    }
}
