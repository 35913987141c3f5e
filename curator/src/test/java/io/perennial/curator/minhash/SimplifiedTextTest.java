package io.perennial.curator.minhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimplifiedTextTest {
    private final SimplifiedText text = new SimplifiedText();

    @Test
    void caseNumbersPunctuationAndAccentsAreGone() {
        // when
        String words = simplify(
                "The café sells 1,5 kg — and 17 more — of \"Äpfel\"; nobody bought 3.14.15 of them\u00A0today!");

        // then
        assertThat(words).isEqualTo("the cafe sells 0 kg and 0 more of apfel nobody bought 0 0 of them today");
    }

    @Test
    void aMarkAfterAnAsciiLetterIsAnAccentToo() {
        // when
        String words = simplify("cafe\u0301s \u0301 x");

        // then
        assertThat(words).isEqualTo("cafes x");
    }

    @Test
    void numbersOfEveryScriptAreNumbersAlsoInsideWords() {
        // when
        String words = simplify("\u0663\u066B\u0664 \uFF11\uFF12 a1.5b 7.x \uD835\uDFD8");

        // then
        assertThat(words).isEqualTo("0 0 a0b 0 x 0");
    }

    @Test
    void aSigmaBeforeAHyphenIsFinal() {
        // when
        String words = simplify("\u03A3\u0391\u03A3-X \u03A3\u0391\u03A3X");

        // then
        assertThat(words).isEqualTo("\u03C3\u03B1\u03C2 x \u03C3\u03B1\u03C3x");
    }

    @Test
    void theNextTextLeavesNothingOfTheOneBefore() {
        // given
        simplify("a long text of many words before");

        // when
        String words = simplify("short");

        // then
        assertThat(words).isEqualTo("short");
    }

    @Test
    void textsLargerThanTheBuffersFit() {
        // when
        String words = simplify("word ".repeat(10_000));

        // then
        assertThat(words).isEqualTo("word ".repeat(10_000).strip());
        assertThat(text.words()).isEqualTo(10_000);
    }

    private String simplify(String source) {
        text.read(source);
        StringBuilder words = new StringBuilder();
        for (int word = 0; word < text.words(); word++) {
            int length = text.end(word) - text.start(word);
            words.append(words.isEmpty() ? "" : " ")
                    .append(new String(text.bytes(), text.start(word), length, StandardCharsets.UTF_8));
        }
        return words.toString();
    }
}
