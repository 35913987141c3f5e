package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.detectors.Kswin.Settings;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KswinTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 42, 1_000_003})
    void alarmsComeNearThoseOfRiver(long seed) throws IOException {
        // given
        Kswin ofDocumentation = new Kswin(new Settings(0.0001, 100, 30, seed));
        Kswin ofTests = new Kswin(new Settings(0.0001, 200, 100, seed));

        // when
        int[] documented = Streams.alarms(ofDocumentation, Streams.recorded("level_up"));
        int[] tested = Streams.alarms(ofTests, Streams.shared("step_up.csv"));

        // then
        assertThat(documented).hasSize(1);
        assertThat(documented[0]).isCloseTo(1016, within(4));
        assertThat(tested).hasSize(1);
        assertThat(tested[0]).isCloseTo(1042, within(20));
    }

    @Test
    void theProbabilityIsThatOfTheExactTest() {
        // when, then: scipy.stats.ks_2samp(method="exact") of samples of 30 and of 10
        assertThat(Kswin.probability(30, 13)).isCloseTo(0.0065484, within(1e-7));
        assertThat(Kswin.probability(10, 6)).isCloseTo(0.0524476, within(1e-7));
        assertThat(Kswin.probability(10, 10)).isCloseTo(2.0 / 184_756, within(1e-12));
    }

    @Test
    void aStreamThatStaysTheSameRaisesAboutAsManyAlarmsAsThoseOfRiver() {
        // given: simulations of River's rule give 105 alarms in 100,000 observations, so 42 here
        Random random = new Random(11);
        Kswin detector = new Kswin(Settings.usual(7));
        double[] stream = random.doubles(40_000).toArray();

        // when
        int alarms = Streams.alarms(detector, stream).length;

        // then
        assertThat(alarms).isBetween(20, 85);
    }

    @Test
    void aChangeOfTheSpreadIsSeenToo() {
        // given
        Random random = new Random(12);
        Kswin detector = new Kswin(new Settings(0.0001, 200, 100, 3));
        double[] stream = new double[1_000];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = random.nextGaussian() * (i < 500 ? 1 : 5);
        }

        // when
        int[] alarms = Streams.alarms(detector, stream);

        // then
        assertThat(alarms).isNotEmpty();
        assertThat(alarms[0]).isBetween(520, 620);
    }

    @Test
    void aDetectorThatWasWrittenAndReadGoesOnAsIfNothingHadHappened() {
        // given
        Random random = new Random(13);
        Kswin first = new Kswin(new Settings(0.01, 60, 20, 9));
        Kswin second = first;
        int alarms = 0;

        // when, then
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian() + Math.floorDiv(i, 400);
            second = Kswin.fromBytes(second.toBytes());
            Change alarm = first.add(value);
            assertThat(second.add(value)).isEqualTo(alarm);
            assertThat(second.toBytes()).isEqualTo(first.toBytes());
            alarms += alarm == null ? 0 : 1;
        }
        assertThat(alarms).isPositive();
    }
}
