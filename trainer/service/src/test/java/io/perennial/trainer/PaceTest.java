package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void forgetsHowFastItWasLongAgo() {
        // given a minute at 100 tokens per second
        Pace pace = new Pace(nanos::get);
        step(pace, 60, 100, Duration.ofSeconds(1));

        // when it goes on at 1000 tokens per second
        step(pace, 30, 1_000, Duration.ofSeconds(1));

        // then
        assertThat(pace.tokensPerSecond()).isEqualTo(1_000);
    }

    @Test
    void foretellsTheRestFromTheLastSteps() {
        // given
        Pace pace = new Pace(nanos::get);

        // when
        step(pace, 20, 64, Duration.ofMillis(250));

        // then
        assertThat(pace.forecast(8)).isEqualTo(Duration.ofSeconds(2));
    }

    private void step(Pace pace, int steps, long tokens, Duration each) {
        for (int i = 0; i < steps; i++) {
            nanos.addAndGet(each.toNanos());
            pace.stepped(tokens);
        }
    }
}
