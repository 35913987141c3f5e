package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.perennial.curator.privacy.PersonalDataMask.Masked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataMaskTest {
    private final PersonalDataMask mask =
            new PersonalDataMask(PersonalDataPolicy.masking(PersonalDataType.EMAIL, PersonalDataType.IP));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail first.last+tag@sub.example.co.uk now | mail <EMAIL> now | 1",
                "user@[192.168.2.1] and a@b.cc | <EMAIL> and <EMAIL> | 2",
                "from 8.8.8.8:53, then 1.1.1.1 | from <IP>:53, then <IP> | 2",
                "10.1.2.3 127.0.0.1 192.168.0.1 100.64.1.1 203.0.113.9 | 10.1.2.3 127.0.0.1 192.168.0.1 100.64.1.1 203.0.113.9 | 0",
                "08.8.8.8 is ambiguous | 08.8.8.8 is ambiguous | 0",
                "twice@ at@ @nobody | twice@ at@ @nobody | 0",
            })
    void whatIsPersonalIsMaskedAndNothingElse(String text, String expected, int spans) {
        // when
        Masked masked = mask.mask(text);

        // then
        assertThat(masked.text()).isEqualTo(expected);
        assertThat(masked.spans()).hasSize(spans);
    }

    @Test
    void maskingTwiceChangesNothing() {
        // given
        Masked once = mask.mask("ada@example.org at 8.8.4.4");

        // when
        Masked twice = mask.mask(once.text());

        // then
        assertThat(twice).isEqualTo(new Masked(once.text(), List.of()));
    }

    @Test
    void whateverIsMaskedIsNotFoundAgain() {
        // given
        PersonalDataMask all = new PersonalDataMask(PersonalDataPolicy.masking(PersonalDataType.values()));
        String masks = Stream.of(PersonalDataType.values())
                .map(PersonalDataType::mask)
                .collect(Collectors.joining(" ssn itin npi nhs cpf tel "));

        // when
        Masked masked = all.mask(masks);

        // then
        assertThat(masked).isEqualTo(new Masked(masks, List.of()));
    }

    @Test
    void aSpanSaysWhereTheDataWasInCharactersOfTheTextWithoutMasks() {
        // when
        Masked masked = mask.mask("\uD83D\uDE00 ada@example.org at 8.8.4.4");

        // then
        assertThat(masked.text()).isEqualTo("\uD83D\uDE00 <EMAIL> at <IP>");
        assertThat(masked.spans())
                .containsExactly(
                        new PersonalDataSpan(PersonalDataType.EMAIL, 2, 15, 1),
                        new PersonalDataSpan(PersonalDataType.IP, 21, 7, 0.6));
    }

    @Test
    void whatASourceSaysOtherwiseHoldsForThatSourceOnly() {
        // given
        PersonalDataMask own = new PersonalDataMask(new PersonalDataPolicy(
                PersonalDataPolicy.DEFAULT_THRESHOLD,
                List.of(),
                Map.of(PersonalDataType.EMAIL, Treatment.MASK),
                Map.of(
                        "router",
                        Map.of(PersonalDataType.EMAIL, Treatment.KEEP, PersonalDataType.MAC, Treatment.MASK))));
        String text = "ada@example.org uses 00:1a:2b:3c:4d:5e";

        // when / then
        assertThat(own.mask(text, "router").text()).isEqualTo("ada@example.org uses <MAC>");
        assertThat(own.mask(text, "shop").text()).isEqualTo("<EMAIL> uses 00:1a:2b:3c:4d:5e");
        assertThat(own.mask(text).text()).isEqualTo("<EMAIL> uses 00:1a:2b:3c:4d:5e");
    }

    @Test
    void theThresholdDecidesWhatCounts() {
        // given
        Map<PersonalDataType, Treatment> types = Map.of(PersonalDataType.US_SSN, Treatment.MASK);
        PersonalDataMask strict = new PersonalDataMask(new PersonalDataPolicy(0.8, List.of(), types, Map.of()));

        // when / then
        assertThat(strict.mask("219-09-1234 or SSN 219-09-1235").text()).isEqualTo("219-09-1234 or SSN <US_SSN>");
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
