package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.StepOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeWatchTest {
    @Test
    void skipsAStepWhoseNormIsAboveTheMultipleOfTheMedian() {
        // given
        SpikeWatch watch = calm(1);

        // then
        assertThat(watch.judge(1, 9.9)).isEqualTo(StepOutcome.TAKEN);
        assertThat(watch.judge(1, 10.1)).isEqualTo(StepOutcome.SKIPPED);
    }

    @Test
    void doesNotJudgeNormsBeforeThereIsAHistory() {
        // given
        SpikeWatch watch = new SpikeWatch(10);
        for (int step = 1; step < SpikeWatch.LEAST_HISTORY; step++) {
            watch.judge(1, 1);
        }

        // then
        assertThat(watch.judge(1, 1_000)).isEqualTo(StepOutcome.TAKEN);
        assertThat(watch.judge(1, 1_000)).isEqualTo(StepOutcome.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "1, NaN", "Infinity, 1", "1, Infinity"})
    void alwaysSkipsWhatIsNotFinite(double loss, double norm) {
        assertThat(new SpikeWatch(10).judge(loss, norm)).isEqualTo(StepOutcome.SKIPPED);
    }

    @Test
    void rollsBackWhenSkippingDoesNotHelp() {
        // given
        SpikeWatch watch = calm(1);
        for (int step = 1; step < SpikeWatch.PATIENCE; step++) {
            assertThat(watch.judge(1, 100)).isEqualTo(StepOutcome.SKIPPED);
        }

        // then
        assertThat(watch.judge(1, 100)).isEqualTo(StepOutcome.ROLLED_BACK);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "-1, 0.5"})
    void rollsBackWhenTheLossStaysFarAboveItsMedian(double calm, double risen) {
        // given
        SpikeWatch watch = calm(calm);

        // when
        StepOutcome outcome = StepOutcome.TAKEN;
        int steps = 0;
        while (outcome == StepOutcome.TAKEN && steps < 100) {
            outcome = watch.judge(risen, 1);
            steps++;
        }

        // then
        assertThat(outcome).isEqualTo(StepOutcome.ROLLED_BACK);
        assertThat(steps).isBetween(2, SpikeWatch.PATIENCE);
    }

    @Test
    void fallingNegativeLossIsNoSpike() {
        // given
        SpikeWatch watch = calm(-0.2);

        // then
        for (int step = 0; step < 20; step++) {
            assertThat(watch.judge(-0.9, 1)).isEqualTo(StepOutcome.TAKEN);
        }
        assertThat(watch.isSound()).isTrue();
    }

    private static SpikeWatch calm(double loss) {
        SpikeWatch watch = new SpikeWatch(10);
        for (int step = 0; step < SpikeWatch.HISTORY; step++) {
            watch.judge(loss, 1);
        }
        return watch;
    }
}
