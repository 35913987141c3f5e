package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlyClosingTest {
    private static final int LEAST = 10;

    private long now = Duration.ofDays(-3).toNanos();

    @Test
    void windowStaysOpenWhereNothingMayCloseIt() {
        // given
        EarlyClosing closing = closing(EarlyClosing.Rule.NEVER);

        // when
        pass(Duration.ofDays(30));

        // then
        assertThat(reason(closing, 2_999, true)).isEmpty();
    }

    @Test
    void windowIsClosedOnceItsTimeIsOver() {
        // given
        EarlyClosing closing = closing(new EarlyClosing.Rule(Duration.ofSeconds(5), false, LEAST));
        pass(Duration.ofMillis(4_999));
        assertThat(reason(closing, LEAST, false)).isEmpty();

        // when
        pass(Duration.ofMillis(1));

        // then
        assertThat(reason(closing, LEAST, false)).hasValue("time");
    }

    @Test
    void timeIsCountedAnewForEachWindow() {
        // given
        EarlyClosing closing = closing(new EarlyClosing.Rule(Duration.ofSeconds(5), false, LEAST));
        pass(Duration.ofSeconds(5));

        // when
        closing.opened();

        // then
        assertThat(reason(closing, LEAST, false)).isEmpty();
        pass(Duration.ofSeconds(5));
        assertThat(reason(closing, LEAST, false)).hasValue("time");
    }

    @Test
    void windowWithTooFewSamplesWaitsForTheLeastNumberOfThem() {
        // given
        EarlyClosing closing = closing(new EarlyClosing.Rule(Duration.ofSeconds(5), true, LEAST));

        // when
        pass(Duration.ofSeconds(60));

        // then
        assertThat(reason(closing, LEAST - 1, true)).isEmpty();
        assertThat(reason(closing, LEAST, false)).hasValue("time");
    }

    @Test
    void driftClosesAWindowLongBeforeItsTime() {
        // given
        EarlyClosing closing = closing(new EarlyClosing.Rule(Duration.ofHours(1), true, LEAST));

        // then
        assertThat(reason(closing, LEAST, false)).isEmpty();
        assertThat(reason(closing, LEAST, true)).hasValue("drift");
    }

    @Test
    void driftIsNotAskedWhereItDoesNotCount() {
        // given
        EarlyClosing closing = closing(new EarlyClosing.Rule(Duration.ofHours(1), false, LEAST));

        // then
        assertThat(closing.reason(LEAST, false, () -> fail("asked"))).isEmpty();
    }

    @Test
    void commandClosesAWindowWithAnyNumberOfSamples() {
        assertThat(closing(EarlyClosing.Rule.NEVER).reason(0, true, () -> fail("asked")))
                .hasValue("a command");
    }

    private EarlyClosing closing(EarlyClosing.Rule rule) {
        return new EarlyClosing(rule, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static Optional<String> reason(EarlyClosing closing, long samples, boolean driftAsks) {
        return closing.reason(samples, false, () -> driftAsks);
    }
}
