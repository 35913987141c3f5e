package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.perennial.curator.privacy.PersonalDataMask.Masked;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
        Masked masked = mask.mask(text, "shop");

        // then
        assertThat(masked.text()).isEqualTo(expected);
        assertThat(masked.spans()).hasSize(spans);
    }

    @Test
    void maskingTwiceChangesNothing() {
        // given
        Masked once = mask.mask("ada@example.org at 8.8.4.4", "shop");

        // when
        Masked twice = mask.mask(once.text(), "shop");

        // then
        assertThat(twice).isEqualTo(Masked.unchanged(once.text()));
    }

    @Test
    void whateverIsMaskedIsNotFoundAgain() {
        // given
        PersonalDataMask all = new PersonalDataMask(PersonalDataPolicy.masking(PersonalDataType.values()));
        String masks = Stream.of(PersonalDataType.values())
                .map(PersonalDataType::mask)
                .collect(Collectors.joining(" ssn itin npi nhs cpf tel "));

        // when
        Masked masked = all.mask(masks, "shop");

        // then
        assertThat(masked).isEqualTo(Masked.unchanged(masks));
    }

    @Test
    void aSpanSaysWhereTheDataWasInCharactersOfTheTextWithoutMasks() {
        // when
        Masked masked = mask.mask("\uD83D\uDE00 ada@example.org at 8.8.4.4", "shop");

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
                Map.of("router", Map.of(PersonalDataType.EMAIL, Treatment.KEEP, PersonalDataType.MAC, Treatment.MASK)),
                null,
                "",
                null));
        String text = "ada@example.org uses 00:1a:2b:3c:4d:5e";

        // when / then
        assertThat(own.mask(text, "router").text()).isEqualTo("ada@example.org uses <MAC>");
        assertThat(own.mask(text, "shop").text()).isEqualTo("<EMAIL> uses 00:1a:2b:3c:4d:5e");
        assertThat(own.maskEachWay(text))
                .containsExactlyInAnyOrder("ada@example.org uses <MAC>", "<EMAIL> uses 00:1a:2b:3c:4d:5e");
    }

    @Test
    void theThresholdDecidesWhatCounts() {
        // given
        Map<PersonalDataType, Treatment> types = Map.of(PersonalDataType.US_SSN, Treatment.MASK);
        PersonalDataMask strict =
                new PersonalDataMask(new PersonalDataPolicy(0.8, List.of(), types, Map.of(), null, "", null));

        // when / then
        assertThat(strict.mask("219-09-1234 or SSN 219-09-1235", "shop").text())
                .isEqualTo("219-09-1234 or SSN <US_SSN>");
    }

    @Test
    void aTokenIsTheSameForTheSameValueTypeSaltAndKeyOnly() {
        // given
        String text = "ada@example.org";
        String token =
                hashing("salt", "a secret of this test").mask(text, "shop").text();

        // when
        String again = hashing("salt", "a secret of this test")
                .mask("ADA@Example.org", "other")
                .text();
        String otherSalt =
                hashing("pepper", "a secret of this test").mask(text, "shop").text();
        String otherKey =
                hashing("salt", "another secret, as long").mask(text, "shop").text();
        String otherValue = hashing("salt", "a secret of this test")
                .mask("eve@example.org", "shop")
                .text();

        // then
        assertThat(token).matches("<EMAIL_[a-z2-7]{12}>").isEqualTo(again);
        assertThat(List.of(token, otherSalt, otherKey, otherValue)).doesNotHaveDuplicates();
    }

    @Test
    void aTokenIsNotFoundAgain() {
        // given
        PersonalDataMask hashing = hashing("", "a secret of this test");
        Masked once = hashing.mask("ada@example.org and 4111 1111 1111 1111", "shop");

        // when
        Masked twice = hashing.mask(once.text(), "shop");

        // then
        assertThat(twice).isEqualTo(Masked.unchanged(once.text()));
    }

    @Test
    void aTokenIsTheFirstSixtyBitsOfTheCode() throws GeneralSecurityException {
        // given
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a secret of this test".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] code = mac.doFinal("salt\0CARD\0004111111111111111".getBytes(StandardCharsets.UTF_8));
        BigInteger bits = new BigInteger(1, code).shiftRight(8 * code.length - 60);

        // when
        String token = hashing("salt", "a secret of this test")
                .mask("4111 1111 1111 1111", "shop")
                .text();

        // then
        StringBuilder expected = new StringBuilder();
        for (int i = 55; i >= 0; i -= 5) {
            expected.append(
                    "abcdefghijklmnopqrstuvwxyz234567".charAt(bits.shiftRight(i).intValue() & 31));
        }
        assertThat(token).isEqualTo("<CARD_" + expected + ">");
    }

    @Test
    void aKeyIsNeverPrinted() {
        // given
        PersonalDataPolicy policy = PersonalDataPolicy.NONE.withKey(new TokenKey("a secret of this test"));

        // when / then
        assertThat(policy.toString()).doesNotContain("a secret").contains("[hidden]");
        assertThatThrownBy(() -> new TokenKey("short secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the secret must have at least 16 characters, had 12");
    }

    @Test
    void tokensNeedAKey() {
        // given
        PersonalDataPolicy policy = new PersonalDataPolicy(
                0.5, List.of(), Map.of(PersonalDataType.CARD, Treatment.HASH), Map.of(), null, "", null);

        // when / then
        assertThatThrownBy(() -> new PersonalDataMask(policy)).hasMessageContaining("needs a key");
    }

    private static PersonalDataMask hashing(String salt, String secret) {
        Map<PersonalDataType, Treatment> types =
                Map.of(PersonalDataType.EMAIL, Treatment.HASH, PersonalDataType.CARD, Treatment.HASH);
        return new PersonalDataMask(
                new PersonalDataPolicy(0.5, List.of(), types, Map.of(), null, salt, new TokenKey(secret)));
    }

    @Test
    void anAddressOfLettersWhoseSmallFormIsLongerTakesLinearTime() {
        // given
        String hostile = "\u0130".repeat(200_000) + "@example.org";

        // when / then
        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(mask.mask(hostile, "shop").text()).isEqualTo("<EMAIL>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a@", "1.", "?", "a-"})
    void hostileInputTakesLinearTime(String pattern) {
        // given
        String hostile = pattern.repeat(50_000) + "@";

        // when / then

        assertTimeout(Duration.ofSeconds(5), () -> mask.mask(hostile, "shop"));
    }
}
