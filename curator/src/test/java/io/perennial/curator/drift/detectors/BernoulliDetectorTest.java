package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.drift.Change;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** DDM, HDDM_A and HDDM_W, all of which River documents with the indices of their alarms. */
class BernoulliDetectorTest {
    enum Detector {
        DDM,
        HDDM_A,
        HDDM_W,
        HDDM_A_BOTH_SIDES,
        HDDM_W_BOTH_SIDES;

        private BernoulliDetector create() {
            HoeffdingSettings settings =
                    HoeffdingSettings.usual(this == HDDM_A_BOTH_SIDES || this == HDDM_W_BOTH_SIDES);
            return switch (this) {
                case DDM -> new Ddm(Ddm.Settings.usual());
                case HDDM_A, HDDM_A_BOTH_SIDES -> new HddmA(settings);
                case HDDM_W, HDDM_W_BOTH_SIDES -> new HddmW(settings, HddmW.USUAL_WEIGHT);
            };
        }

        private BernoulliDetector read(byte[] state) {
            return switch (this) {
                case DDM -> Ddm.fromBytes(state);
                case HDDM_A, HDDM_A_BOTH_SIDES -> HddmA.fromBytes(state);
                case HDDM_W, HDDM_W_BOTH_SIDES -> HddmW.fromBytes(state);
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rate_up, DDM, 1334",
        "rate_up, HDDM_A, 1206",
        "rate_up, HDDM_W, 1077",
        "ones_between, HDDM_W, 1014",
        "rate_jump, DDM, 1049",
        "rate_jump, HDDM_A, 1047",
        "rate_jump, HDDM_W, 1018",
        "rate_up_and_down, HDDM_A_BOTH_SIDES, 531 1015 1545"
    })
    void driftComesWhereRiverPublishesIt(String stream, Detector detector, String expected) throws IOException {
        // when, then: documentation of river.drift.binary and river/drift/test_drift_detectors.py
        assertThat(drifts(detector, stream)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ones_between, DDM, 1101",
        "ones_between, HDDM_A, 1046",
        "ones_between, HDDM_A_BOTH_SIDES, 1046 1520",
        "ones_between, HDDM_W_BOTH_SIDES, 1014 1527",
        "rate_up_and_down, DDM, 542 1619",
        "rate_up_and_down, HDDM_A, 531 1554",
        "rate_up_and_down, HDDM_W, 507 1508",
        "rate_up_and_down, HDDM_W_BOTH_SIDES, 507 1032 1508"
    })
    void driftComesWhereRiverReportsIt(String stream, Detector detector, String expected) throws IOException {
        // when, then: river 0.26.1
        assertThat(drifts(detector, stream)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "rate_up, DDM, 1084",
        "rate_up, HDDM_A, 451",
        "rate_up, HDDM_W, 451",
        "rate_jump, DDM, 1007",
        "rate_jump, HDDM_A, 1038",
        "rate_jump, HDDM_W, 1012"
    })
    void theFirstWarningComesWhereRiverGivesIt(String stream, Detector detector, int expected) throws IOException {
        // when, then
        assertThat(Streams.firstWarning(detector.create(), Streams.recorded(stream)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Detector.class)
    void aDetectorThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(Detector detector) {
        // given
        Random random = new Random(21);
        BernoulliDetector first = detector.create();
        BernoulliDetector second = detector.create();
        int drifts = 0;

        // when, then
        for (int i = 0; i < 4_000; i++) {
            double hit = random.nextDouble() < (i / 1_000 % 2 == 0 ? 0.1 : 0.6) ? 1 : 0;
            second = detector.read(second.toBytes());
            Change change = first.add(hit);
            assertThat(second.add(hit)).isEqualTo(change);
            assertThat(second.level()).isEqualTo(first.level());
            assertThat(second.toBytes()).isEqualTo(first.toBytes());
            drifts += change == null ? 0 : 1;
        }
        assertThat(drifts).isPositive();
        assertThat(first.toBytes()).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = Detector.class,
            names = {"HDDM_A_BOTH_SIDES", "HDDM_W_BOTH_SIDES"})
    void aFallingRateIsSeenByTheDetectorsOfBothSides(Detector detector) {
        // given
        Random random = new Random(22);
        double[] stream = new double[2_000];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = random.nextDouble() < (i < 1_000 ? 0.8 : 0.2) ? 1 : 0;
        }

        // when
        int[] drifts = Streams.alarms(detector.create(), stream);

        // then
        assertThat(drifts).hasSize(1);
        assertThat(drifts[0]).isBetween(1_000, 1_100);
    }

    @ParameterizedTest
    @EnumSource(Detector.class)
    void aChangeTellsTheRatesBeforeAndAfterIt(Detector detector) {
        // given
        BernoulliDetector rising = detector.create();

        // when
        Change change = null;
        for (int i = 0; change == null; i++) {
            change = rising.add(i % 10 < (i < 1_000 ? 1 : 9) ? 1 : 0);
        }

        // then
        assertThat(change.statistic()).isGreaterThanOrEqualTo(change.threshold());
        assertThat(change.meanBefore()).isBetween(0.0, 0.2);
        assertThat(change.meanAfter()).isGreaterThan(change.meanBefore());
        assertThat(change.before() + change.after()).isBetween(1_001L, 1_050L);
    }

    @Test
    void whatIsNeither0Nor1IsRefused() {
        assertThatThrownBy(() -> Detector.HDDM_A.create().add(0.5))
                .hasMessage("an observation must be 0 or 1, was 0.5");
    }

    @ParameterizedTest
    @EnumSource(
            value = Detector.class,
            names = {"DDM", "HDDM_A", "HDDM_W"})
    void aFallingRateIsNoConcernOfTheOthers(Detector detector) {
        // given
        double[] stream = new double[1_000];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = i < 500 ? i % 2 : 0;
        }

        // when
        int[] drifts = Streams.alarms(detector.create(), stream);

        // then
        assertThat(drifts).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Detector.class,
            names = {"HDDM_A", "HDDM_W"})
    void aSteadyRateRaisesFewAlarms(Detector detector) {
        // given
        Random random = new Random(23);
        double[] stream = new double[20_000];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = random.nextDouble() < 0.3 ? 1 : 0;
        }

        // when
        int[] drifts = Streams.alarms(detector.create(), stream);

        // then
        assertThat(drifts).hasSizeLessThanOrEqualTo(detector == Detector.HDDM_A ? 2 : 40);
    }

    private static String drifts(Detector detector, String stream) throws IOException {
        return Arrays.stream(Streams.alarms(detector.create(), Streams.recorded(stream)))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }
}
