package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.perennial.curator.privacy.PersonalDataMask.Masked;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataMaskTest {
    private final PersonalDataMask mask = new PersonalDataMask(true, true);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail first.last+tag@sub.example.co.uk now | mail <EMAIL> now | 1",
                "user@[192.168.2.1] and a@b.c | <EMAIL> and <EMAIL> | 2",
                "from 8.8.8.8:53, then 1.1.1.1 | from <IP>:53, then <IP> | 2",
                "10.1.2.3 127.0.0.1 192.168.0.1 100.64.1.1 203.0.113.9 | 10.1.2.3 127.0.0.1 192.168.0.1 100.64.1.1 203.0.113.9 | 0",
                "08.8.8.8 is ambiguous | 08.8.8.8 is ambiguous | 0",
                "twice@ at@ @nobody | twice@ at@ @nobody | 0",
            })
    void whatIsPersonalIsMaskedAndNothingElse(String text, String expected, int spans) {
        // when
        Masked masked = mask.mask(text);

        // then
        assertThat(masked).isEqualTo(new Masked(expected, spans));
    }

    @Test
    void maskingTwiceChangesNothing() {
        // given
        Masked once = mask.mask("ada@example.org at 8.8.4.4");

        // when
        Masked twice = mask.mask(once.text());

        // then
        assertThat(twice).isEqualTo(new Masked(once.text(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a@", "1.", "?", "a-"})
    void hostileInputTakesLinearTime(String pattern) {
        // given
        String hostile = pattern.repeat(50_000) + "@";

        // when / then

        assertTimeout(Duration.ofSeconds(5), () -> mask.mask(hostile));
    }
}
