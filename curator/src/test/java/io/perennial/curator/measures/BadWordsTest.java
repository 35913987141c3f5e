package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadWordsTest {
    private static final List<String> LIST = List.of("grobble", "two grobs", "grob", "c++", "  ", "Ω-ray");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grobble",
                "A GROBBLE.",
                "two\ngrob",
                "my two grobs",
                "-grob-",
                "grob\u0301",
                "c++",
                "in c++, too",
                "ω-RAY"
            })
    void aWordCountsBetweenCharactersThatBelongToNoWord(String text) {
        assertThat(new BadWords(LIST, "en").count(text)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grobbles",
                "agrob",
                "grob_",
                "grob9",
                "9grob",
                "grob²",
                "égrob",
                "two  grobs",
                "c++c",
                "xc++"
            })
    void partsOfLongerWordsDoNotCount(String text) {
        assertThat(new BadWords(LIST, "en").count(text)).isZero();
    }

    @Test
    void whereWordsAreNotSeparatedTheyCountAnywhere() {
        assertThat(new BadWords(LIST, "ja").count("xgrobblex grobs")).isEqualTo(2);
    }

    @Test
    void blankLinesAreNoWords() {
        assertThat(new BadWords(List.of("", " "), "en").isEmpty()).isTrue();
    }
}
