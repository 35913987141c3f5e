package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.ModelConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "constant, 50, 0.5",
        "constant, 100, 1",
        "constant, 99999, 1",
        "cosine, 50, 0.5",
        "cosine, 100, 1",
        "cosine, 600, 0.55",
        "cosine, 1100, 0.1",
        "cosine, 99999, 0.1",
        "stable-decay, 50, 0.5",
        "stable-decay, 900, 1",
        "stable-decay, 950, 0.55",
        "stable-decay, 1100, 0.1",
        "stable-decay, 99999, 0.1"
    })
    void rateFollowsTheShape(String shape, long step, double rate) {
        // given
        Schedule schedule = Schedule.of(ModelConfiguration.named(
                "text-encoder",
                Map.of(
                        "schedule", shape,
                        "learning.rate", "1",
                        "warmup.steps", "100",
                        "decay.steps", "1100",
                        "final.share", "0.1")));

        // then
        assertThat(schedule.at(step)).isCloseTo(rate, within(1e-12));
    }

    @Test
    void aRateThatWouldFallBeforeItHasRisenIsRefused() {
        assertThatThrownBy(() -> new Schedule(Schedule.Shape.COSINE, 1, 100, 100, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decay.steps was 100; it must be more than warmup.steps, which is 100");
    }
}
