package io.perennial.curator.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartingCusumTest {
    private static final double THRESHOLD = 25;

    @ParameterizedTest
    @ValueSource(doubles = {2, -2})
    void aChangeInEitherDirectionRaisesOneAlarmThatTellsBothSides(double shift) {
        // given
        BlockStream stream = new BlockStream(4, 0);
        RestartingCusum cusum = new RestartingCusum();

        // when
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Alarm alarm = cusum.add(stream.next() + (i < 200 ? 0 : shift), 1, THRESHOLD);
            if (alarm != null) {
                alarms.add(alarm);
            }
        }

        // then
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.statistic()).isGreaterThan(alarm.threshold());
            assertThat(alarm.meanBefore()).isCloseTo(0, within(0.3));
            assertThat(alarm.meanAfter()).isCloseTo(shift, within(0.8));
            assertThat(alarm.before()).isBetween(200L, 210L);
            assertThat(alarm.before() + alarm.after()).isBetween(201L, 225L);
        });
    }

    @Test
    void theLevelIsLearnedInSilence() {
        // given
        RestartingCusum cusum = new RestartingCusum();

        // when
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < RestartingCusum.LEARNED; i++) {
            Alarm alarm = cusum.add(i % 2 * 1000, 1, THRESHOLD);
            if (alarm != null) {
                alarms.add(alarm);
            }
        }

        // then
        assertThat(alarms).isEmpty();
        assertThat(cusum.add(100_000, 1, THRESHOLD)).isNotNull();
    }
}
