package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.validator.routines.checkdigit.ABANumberCheckDigit;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;
import org.apache.commons.validator.routines.checkdigit.VerhoeffCheckDigit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChecksumsTest {
    private static final long SEED = 20_261_121L;
    private static final int NUMBERS = 2_000;

    private static final Scheme VERHOEFF = new Scheme("Verhoeff", Checksums::verhoeff, 11);

    /** @param digits how many there are before the check digit at the end */
    private record Scheme(String name, Predicate<String> check, int digits) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Scheme> schemes() {
        return Stream.of(
                new Scheme("Luhn", Checksums::luhn, 15),
                VERHOEFF,
                new Scheme("modulus 11,10", Checksums::mod11Radix10, 10));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void everyNumberHasExactlyOneCheckDigit(Scheme scheme) {
        // given
        Random random = new Random(SEED);

        for (int i = 0; i < NUMBERS; i++) {
            // when
            String number = digits(random, scheme.digits);
            long right = "0123456789"
                    .chars()
                    .filter(last -> scheme.check.test(number + (char) last))
                    .count();

            // then
            assertThat(right).as(number).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void everyWrongDigitIsNoticed(Scheme scheme) {
        // given
        Random random = new Random(SEED);

        for (int i = 0; i < NUMBERS; i++) {
            String number = complete(scheme, digits(random, scheme.digits));
            int place = random.nextInt(number.length());
            char wrong = (char) ('0' + (number.charAt(place) - '0' + 1 + random.nextInt(9)) % 10);

            // when
            String changed = number.substring(0, place) + wrong + number.substring(place + 1);

            // then
            assertThat(scheme.check.test(changed))
                    .as(number + " and " + changed)
                    .isFalse();
        }
    }

    @Test
    void verhoeffNoticesEveryTwoNeighboursThatChangedPlaces() {
        // given
        Random random = new Random(SEED);

        for (int i = 0; i < NUMBERS; i++) {
            String number = complete(VERHOEFF, digits(random, 11));
            int place = random.nextInt(number.length() - 1);

            // when
            String changed = number.substring(0, place)
                    + number.charAt(place + 1)
                    + number.charAt(place)
                    + number.substring(place + 2);

            // then
            assertThat(Checksums.verhoeff(changed)).as(number).isEqualTo(changed.equals(number));
        }
    }

    @Test
    void commonsValidatorSaysTheSame() {
        // given
        Random random = new Random(SEED);

        for (int i = 0; i < NUMBERS; i++) {
            // when
            String number = digits(random, 9);

            // then
            assertThat(Checksums.luhn(number)).isEqualTo(LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(number));
            assertThat(Checksums.verhoeff(number)).isEqualTo(VerhoeffCheckDigit.VERHOEFF_CHECK_DIGIT.isValid(number));
            assertThat(Checksums.weighted(number, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0)
                    .isEqualTo(ABANumberCheckDigit.ABAN_CHECK_DIGIT.isValid(number));
        }
    }

    @Test
    void aChangedCharacterOfAWalletIsNoticed() {
        // given
        Random random = new Random(SEED);
        String base58 = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
        String bech32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

        for (int i = 0; i < NUMBERS; i++) {
            // when
            String changedBase58 =
                    change(random, base58, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 1);
            String changedBech32 = change(random, bech32, "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 4);

            // then
            assertThat(WalletChecks.isBase58Check(changedBase58))
                    .as(changedBase58)
                    .isFalse();
            assertThat(WalletChecks.isBech32(changedBech32)).as(changedBech32).isFalse();
        }
    }

    private static String change(Random random, String address, String alphabet, int first) {
        int place = first + random.nextInt(address.length() - first);
        int known = alphabet.indexOf(address.charAt(place));
        int other = (known + 1 + random.nextInt(alphabet.length() - 1)) % alphabet.length();
        return address.substring(0, place) + alphabet.charAt(other) + address.substring(place + 1);
    }

    private static String complete(Scheme scheme, String number) {
        for (char last = '0'; last <= '9'; last++) {
            if (scheme.check.test(number + last)) {
                return number + last;
            }
        }
        throw new AssertionError("no check digit fits " + number);
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
