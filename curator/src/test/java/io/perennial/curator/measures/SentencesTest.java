package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts are those of datatrove 0.10.0 with its WhitespaceTokenizer. */
class SentencesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no end | 1",
                "One. | 1",
                "One. Two! Three? | 3",
                "One. Two. and a rest | 2",
                "He said \"yes.\" Then he left. | 2",
                "Wait... what?! | 2",
                "The U.S.A. is large. It is. | 2",
                "It is in the U.S.A. | 1",
                "J. Doe and B. Roe met. | 1",
                "J. Doe and B. Roe met | 1",
                "version 3.14 of it | 1",
                "version 3.14 of it. | 2",
                "一。二。三 | 2",
                ". | 1",
                "... | 1",
                ".. .. .. | 3",
                "`` | 1",
            })
    void sentencesEndAtTerminalsButNotBehindInitials(String line, int sentences) {
        // given
        int[] text = line.codePoints().toArray();

        // when
        int counted = Sentences.count(text, 0, text.length);

        // then
        assertThat(counted).isEqualTo(sentences);
    }

    @ParameterizedTest
    @CsvSource({
        "0x2E, true",
        "0x3002, true",
        "0x61F, true",
        "0x1DA88, true",
        "0x2C, false",
        "0x17D6, false",
        "0x201D, false"
    })
    void terminalsAreTheCharactersOfUnicodesProperty(String character, boolean terminal) {
        // when / then
        assertThat(Sentences.isTerminal(Integer.decode(character))).isEqualTo(terminal);
    }
}
