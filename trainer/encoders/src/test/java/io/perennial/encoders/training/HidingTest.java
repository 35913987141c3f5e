package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.Digits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HidingTest {
    private static final BytePairTokenizer BYTES = new BytePairTokenizer(Digits.SINGLE, List.of());
    private static final int TOKEN = 99;

    @Test
    void ofTheChosenTokensEightyPercentAreMaskedTenReplacedTenLeft() {
        // given
        int[] windows = new int[20_000];
        Arrays.fill(windows, TOKEN);
        HiddenTokens hiding = new HiddenTokens(0.15, 100_000);

        // when
        Predictions predictions = hide(hiding, 0.15, windows, windows.length);

        // then
        double chosen = predictions.count();
        double left = Arrays.stream(predictions.rows())
                .filter(row -> windows[row] == TOKEN)
                .count();
        assertThat(chosen).isEqualTo(3_000);
        assertThat(count(windows, BytePairTokenizer.MASK) / chosen).isCloseTo(0.8, within(0.02));
        assertThat(left / chosen).isCloseTo(0.1, within(0.02));
        assertThat(predictions.tokens()).containsOnly(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"100, 15, 5", "64, 10, 3", "20, 3, 1", "10, 2, 1", "2, 1, 1"})
    void spansHideTheShareInAsManyStretchesAsTheirLengthAsksFor(int length, int hidden, int spans) {
        for (int step = 0; step < 50; step++) {
            // given
            int[] windows = new int[length];
            Arrays.fill(windows, TOKEN);

            // when
            Predictions predictions = hide(new HiddenSpans(0.15, 3), 0.15, windows, length, step);

            // then
            assertThat(predictions.count()).isEqualTo(hidden);
            assertThat(count(windows, BytePairTokenizer.MASK)).isEqualTo(hidden);
            assertThat(stretches(windows)).isEqualTo(spans);
            assertThat(windows[0]).isEqualTo(TOKEN);
        }
    }

    @Test
    void linesAreHiddenWholeAndOneStaysReadable() {
        // given
        int[] windows = BYTES.encode("start a\nread bc\nread d\nstop");

        // when
        hide(new HiddenLines(BYTES), 0.65, windows, windows.length);

        // then
        List<String> lines = Arrays.stream(windows)
                .mapToObj(token -> token == BytePairTokenizer.MASK ? "?" : BYTES.decode(new int[] {token}))
                .reduce(String::concat)
                .orElseThrow()
                .lines()
                .toList();
        assertThat(lines).hasSize(4).allMatch(line -> line.matches("\\?+") || !line.contains("?"));
        assertThat(lines.stream().filter(line -> line.contains("?"))).hasSize(3);
    }

    @Test
    void windowOfOneLineHidesSingleTokens() {
        // given
        int[] windows = BYTES.encode("0123456789");

        // when
        Predictions predictions = hide(new HiddenLines(BYTES), 0.3, windows, windows.length);

        // then
        assertThat(predictions.count()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0"})
    void windowWithNothingToReadHidesNothing(int tokens, int hidden) {
        // given
        int[] windows = new int[4];
        Arrays.fill(windows, 0, tokens, TOKEN);

        // then
        assertThat(hide(new HiddenSpans(0.15, 3), 0.15, windows, tokens).count())
                .isEqualTo(hidden);
        assertThat(hide(new HiddenLines(BYTES), 0.65, windows, tokens).count()).isEqualTo(hidden);
    }

    private static Predictions hide(Hiding hiding, double share, int[] windows, int tokens) {
        return hide(hiding, share, windows, tokens, 1);
    }

    private static Predictions hide(Hiding hiding, double share, int[] windows, int tokens, long step) {
        Predictions predictions = new Predictions(hiding.capacity(1, windows.length));
        CounterRandom random = new CounterRandom(7, Purpose.MASKED_TOKENS, step);
        hiding.hide(windows, new int[] {tokens}, windows.length, share, random, predictions);
        return predictions;
    }

    private static long count(int[] windows, int token) {
        return Arrays.stream(windows).filter(value -> value == token).count();
    }

    private static int stretches(int[] windows) {
        int stretches = 0;
        for (int row = 1; row < windows.length; row++) {
            stretches += windows[row] == BytePairTokenizer.MASK && windows[row - 1] != BytePairTokenizer.MASK ? 1 : 0;
        }
        return stretches;
    }
}
