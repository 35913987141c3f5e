package io.perennial.curator.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.templates.LineMask;
import io.perennial.curator.templates.LineMasker;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinePatternTest {
    private static final long SEED = 20_261_121L;

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "blk_-?\\d+ received_blk_-16089_and_blk_7 received_#_and_#",
                "(\\d+\\.){3}\\d+(:\\d+)? at_10.0.0.1:80_or_10.0.0 at_#_or_10.0.0",
                "\\b[KGTM]?B\\b 12.5_KB.7,B.MB.KBs 12.5_KB.7,#.#.KBs",
                "0[xX][0-9a-fA-F]+ 0xFFg,0x #g,0x",
                "a|ab|abc xabcd x#d",
                "[^a-z]+ ab12cd-é ab#cd#",
                "\\[x\\]{2} a[x]][x] a#[x]",
                "\\w+ é-ß_1 #-#",
            })
    void theLongestMatchFromTheLeftmostPlaceIsMasked(String pattern, String line, String expected) {
        // given
        LineMasker masker = new LineMasker(List.of(new LineMask("#", pattern)));

        // when
        String masked = masker.mask(line);

        // then
        assertThat(masked).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blk_-?\\d+",
                "(\\d+\\.){3}\\d+(:\\d+)?",
                "\\b[KGTM]?B\\b",
                "([\\w-]+\\.){2,}[\\w-]+",
                "/?(\\d+\\.){3}\\d+(:\\d+)?",
                "0x\\S*\\s",
                "\\d{2}:\\d{2}(:\\d{2})*",
                "\\b-?\\d+\\b",
                "[^\\s.]{1,3}x?",
            })
    void masksAreThoseOfJavasRegularExpressions(String pattern) {
        // given
        Random random = new Random(SEED);
        LineMasker masker = new LineMasker(List.of(new LineMask("#", pattern)));
        Pattern referee = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
        String alphabet = "01.:-/_ abBkKl xX\té";

        for (int i = 0; i < 5_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            // when
            String masked = masker.mask(line.toString());

            // then
            assertThat(masked).isEqualTo(referee.matcher(line).replaceAll("#"));
        }
    }

    @Test
    void masksAreAppliedInTheirOrder() {
        // given
        LineMasker masker = new LineMasker(
                List.of(new LineMask("<IP>", "(\\d+\\.){3}\\d+"), new LineMask("<NUMBER>", "\\b\\d+\\b")));

        // when
        String masked = masker.mask("10.0.0.1 took 12 ms");

        // then
        assertThat(masked).isEqualTo("<IP> took <NUMBER> ms");
    }

    @Test
    void aPairOfSurrogatesIsNeverSplit() {
        // given
        LineMasker masker = new LineMasker(List.of(new LineMask("#", "x.")));

        // when
        String masked = masker.mask("x\uD83D\uDE00 xy");

        // then
        assertThat(masked).isEqualTo("x\uD83D\uDE00 #");
    }

    @Test
    @Timeout(20)
    void aLineThatWouldMakeBacktrackingHangIsMaskedAtOnce() {
        // given
        LineMasker masker =
                new LineMasker(List.of(new LineMask("#", "(a+)+(a+)+b"), new LineMask("#", "([\\w-]+\\.){2,}x")));
        String line = "a".repeat(16_384);

        // when
        String masked = masker.mask(line);

        // then
        assertThat(masked).isEqualTo(line);
    }

    @ParameterizedTest
    @Timeout(20)
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "a(b;')' is missing",
                "a)b;unexpected ')'",
                "[ab;']' is missing",
                "a{3,2};allows nothing",
                "a{99};from 0 to 64",
                "a**;'*' has no meaning here",
                "\\d\\bx;\\b is not known here",
                "a*;matches everywhere",
                "((a{64}){64}){64};too large",
                "(a|b)*a(a|b){12};too large",
                "(.{0,64}){0,64};too large",
                "é;outside ASCII",
            })
    void aWrongPatternSaysWhatIsWrong(String pattern, String problem) {
        assertThatThrownBy(() -> new LinePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
