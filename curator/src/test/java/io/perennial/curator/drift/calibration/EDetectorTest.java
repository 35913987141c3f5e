package io.perennial.curator.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EDetectorTest {
    private static final EDetector.Bounds SHARE = new EDetector.Bounds(0, 1);

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 0.5, 0.9})
    void runsAreAtLeastAsLongAsPromisedWithinTheToleranceOfTheReference(double share) {
        // given
        Random random = new Random(7);
        EDetector detector = new EDetector(SHARE);
        int blocks = 10_000;
        double runLength = 200;

        // when
        int alarms = 0;
        for (int i = 0; i < blocks; i++) {
            // Blocks of 64 values of 0 and 1, more of them or less by a share that wanders within the tolerance.
            double wandering = share + 0.03 * Math.sin(i / 50.0);
            double mean = 0;
            for (int value = 0; value < 64; value++) {
                mean += random.nextDouble() < wandering ? 1.0 / 64 : 0;
            }
            alarms += detector.add(mean, runLength) == null ? 0 : 1;
        }

        // then
        assertThat(alarms).isLessThanOrEqualTo((int) (blocks / runLength));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.6, -0.3})
    void aChangeBeyondTheToleranceIsFoundWithoutHistory(double shift) {
        // given
        Random random = new Random(3);
        EDetector detector = new EDetector(new EDetector.Bounds(0, 8));

        // when
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            double mean = 4 + 0.05 * random.nextGaussian() + (i < 20 ? 0 : 8 * shift);
            Alarm alarm = detector.add(mean, 10_000);
            if (alarm != null) {
                alarms.add(alarm);
            }
        }

        // then
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.statistic()).isGreaterThanOrEqualTo(alarm.threshold());
            assertThat(alarm.threshold()).isCloseTo(Math.log(10_000), within(1e-9));
            assertThat(alarm.meanBefore()).isCloseTo(4, within(0.1));
            assertThat(Math.signum(alarm.meanAfter() - alarm.meanBefore())).isEqualTo(Math.signum(shift));
        });
    }

    @Test
    void aStreamThatStaysWhereItWasRaisesNothing() {
        // given
        EDetector detector = new EDetector(SHARE);

        // when
        long alarms = 0;
        for (int i = 0; i < 100_000; i++) {
            alarms += detector.add(i % 2 * 0.02, 100) == null ? 0 : 1;
        }

        // then
        assertThat(alarms).isZero();
    }
}
