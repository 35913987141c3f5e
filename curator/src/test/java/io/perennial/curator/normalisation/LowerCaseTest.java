package io.perennial.curator.normalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LowerCaseTest {
    @Test
    void aLetterWhoseSmallFormIsLongerIsThatOfJava() {
        // given
        String text = "\u0130STANBUL A\u0130\u03A3 \u0130";

        // when / then
        assertThat(LowerCase.of(text)).isEqualTo(text.toLowerCase(Locale.ROOT));
    }

    @Test
    void aTextOfLettersWhoseSmallFormIsLongerTakesLinearTime() {
        // given
        String hostile = "\u0130".repeat(200_000);

        // when / then
        assertTimeout(Duration.ofSeconds(5), () -> LowerCase.of(hostile));
    }
}
