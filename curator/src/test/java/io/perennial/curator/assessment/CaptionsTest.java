package io.perennial.curator.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.privacy.PersonalDataMask.Masked;
import io.perennial.curator.privacy.PersonalDataPolicy;
import io.perennial.curator.privacy.PersonalDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionsTest {
    private final Captions captions =
            new Captions(PersonalDataPolicy.masking(PersonalDataType.EMAIL, PersonalDataType.IP));

    @Test
    void aCaptionIsNormalisedLikeAText() {
        assertThat(captions.read("  A  boat\t on the river\u0000 \r\n", "camera")
                        .text())
                .isEqualTo("A boat on the river");
    }

    @Test
    void addressesAreMaskedAndCounted() {
        // when
        Masked masked = captions.read("The rack of ann@example.org at 8.8.8.8", "camera");

        // then
        assertThat(masked.text()).isEqualTo("The rack of <EMAIL> at <IP>");
        assertThat(masked.spans()).hasSize(2);
    }

    @Test
    void addressesStayWhereTheRulesDoNotMask() {
        // given
        Captions unmasked = new Captions(PersonalDataPolicy.NONE);

        // when / then
        assertThat(unmasked.read("ann@example.org", "camera").text()).isEqualTo("ann@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "0001", "-- 12:30 --", "a boat on the \uFFFD"})
    void whatSaysNothingOrIsDamagedIsNotUsed(String caption) {
        assertThat(captions.read(caption, "camera").text()).isEmpty();
    }

    @Test
    void aCaptionMayHaveAsManyCharactersAsAllowedButNotOneMore() {
        // given
        String longest = "b".repeat(Captions.LONGEST);

        // when / then
        assertThat(captions.read(longest, "camera").text()).isEqualTo(longest);
        assertThat(captions.read(longest + "b", "camera").text()).isEmpty();
    }
}
