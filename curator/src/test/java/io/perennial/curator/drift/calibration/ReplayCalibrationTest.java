package io.perennial.curator.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCalibrationTest {
    private static final int HISTORY = BlockHistory.KEPT;

    /** The short form of {@code tests/bench curator-alarms}. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.6, 0.9})
    void theRealisedRateIsThePromisedOneWhateverTheDependence(double dependence) {
        // given
        int streams = 48;
        int blocks = 4200;
        double runLength = 500;

        // when
        long alarms = 0;
        for (int seed = 0; seed < streams; seed++) {
            alarms += falseAlarms(new BlockStream(seed, dependence), runLength, Promise.REPLAYED, blocks);
        }

        // then
        double expected = streams * blocks / runLength;
        assertThat(expected).isGreaterThan(400);
        assertThat(alarms / expected).isBetween(0.75, 1.25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.6})
    void aRateRarerThanTheHistoryCanShowIsExtendedFromWhatItShows(double dependence) {
        // given
        int streams = 32;
        int blocks = 30_000;
        double runLength = 10_000;

        // when
        long alarms = 0;
        for (int seed = 100; seed < 100 + streams; seed++) {
            alarms += falseAlarms(new BlockStream(seed, dependence), runLength, Promise.EXTENDED, blocks);
        }

        // then
        double expected = streams * blocks / runLength;
        assertThat(alarms / expected).isBetween(0.6, 1.4);
    }

    private static long falseAlarms(BlockStream stream, double runLength, Promise promise, int blocks) {
        double[] history = stream.take(HISTORY);
        Calibration calibration = ReplayCalibration.of(history, runLength);
        assertThat(calibration.promise()).isEqualTo(promise);
        RestartingCusum cusum = ReplayCalibration.replayed(history, calibration);
        long alarms = 0;
        for (int i = 0; i < blocks; i++) {
            alarms += cusum.add(stream.next(), calibration.deviation(), calibration.threshold()) == null ? 0 : 1;
        }
        return alarms;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4095 | 1000 | no promise: history of 4095 blocks, needed 4096",
                "1279 | 100 | no promise: history of 1279 blocks, needed 1280",
                "8192 | 200000 | no promise: history of 8192 blocks, needed 20000",
            })
    void aHistoryThatIsTooShortIsRefusedWithTheLengthThatWouldDo(int blocks, double runLength, String reason) {
        // when
        Calibration calibration = ReplayCalibration.of(new BlockStream(1, 0).take(blocks), runLength);

        // then
        assertThat(calibration.promises()).isFalse();
        assertThat(calibration.reason()).isEqualTo(reason);
    }

    @Test
    void aConstantHistoryHasNoScaleAndPromisesNothing() {
        // given
        double[] history = new double[HISTORY];
        Arrays.fill(history, 0.25);

        // when
        Calibration calibration = ReplayCalibration.of(history, 500);

        // then
        assertThat(calibration.promises()).isFalse();
        assertThat(calibration.reason()).contains("constant");
    }

    @Test
    void aDriftInTheHistoryCountsAsOneOfItsAlarms() {
        // given
        double[] history = new BlockStream(8, 0.3).take(HISTORY);
        double[] shifted = history.clone();
        for (int i = HISTORY / 2; i < HISTORY; i++) {
            shifted[i] += 2;
        }

        // when
        Calibration clean = ReplayCalibration.of(history, 500);
        Calibration drifted = ReplayCalibration.of(shifted, 500);

        // then
        assertThat(drifted.threshold() * drifted.deviation() / (clean.threshold() * clean.deviation()))
                .isBetween(0.7, 1.3);
    }
}
