package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.training.Schedule.Span;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateScheduleTest {
    private static final Span SECOND_UPDATE = new Span(1000, 200);

    @ParameterizedTest
    @CsvSource({"50, 0.5", "100, 1", "600, 0.75", "1100, 0.5", "1101, 0.5", "1000000, 0.5"})
    void trunkOfAnInfiniteScheduleWarmsUpCoolsDownAndStays(long step, double rate) {
        // given
        Schedule schedule = schedule("infinite", Map.of("decay.steps", "1100", "final.share", "0.5"));

        // then
        assertThat(schedule.at(step, new Span(0, 5_000_000))).isCloseTo(rate, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.25", "3, 0.067"})
    void releaseBranchFallsByOneMinusTheRoot(int index, double rate) {
        assertThat(Schedule.annealed(0.5, index, 3)).isCloseTo(rate, within(1e-4));
    }

    @Test
    void releaseBranchWouldBeAtZeroOneStepAfterItsEnd() {
        assertThat(Schedule.annealed(0.5, 4, 3)).isZero();
    }

    @Test
    void onlyAnInfiniteScheduleReleasesBranches() {
        assertThat(schedule("infinite", Map.of("anneal.share", "0.15")).branchSteps(200))
                .isEqualTo(30);
        assertThat(schedule("constant", Map.of("anneal.share", "0.15")).branchSteps(200))
                .isZero();
        assertThat(schedule("wsd", Map.of("anneal.share", "0.15")).branchSteps(200))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1001, 0.02", "1025, 0.5", "1050, 1", "1160, 1", "1170, 0.55", "1200, 0.1"})
    void wsdWarmsUpStaysAndFallsInEachUpdate(long step, double rate) {
        // given
        Schedule schedule = schedule("wsd", Map.of("anneal.share", "0.2", "final.share", "0.1"));

        // then
        assertThat(schedule.at(step, SECOND_UPDATE)).isCloseTo(rate, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1001, 0.02", "1050, 1", "1125, 0.55", "1200, 0.1"})
    void rewarmedCosineBeginsAgainInEachUpdate(long step, double rate) {
        // given
        Schedule schedule = schedule("rewarm-cosine", Map.of("final.share", "0.1"));

        // then
        assertThat(schedule.at(step, SECOND_UPDATE)).isCloseTo(rate, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"wsd", "rewarm-cosine"})
    void rateStaysWhereTheEndOfTheUpdateIsNotKnown(String shape) {
        // given
        Schedule schedule = schedule(shape, Map.of());

        // then
        assertThat(schedule.at(50)).isEqualTo(0.5);
        assertThat(schedule.at(123_456)).isEqualTo(1);
    }

    private static Schedule schedule(String shape, Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(values);
        all.put("schedule", shape);
        all.put("learning.rate", "1");
        all.put("warmup.steps", "100");
        return Schedule.of(ModelConfiguration.named("text-encoder", all));
    }
}
