package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.detectors.PageHinkley.Family;
import io.perennial.curator.drift.detectors.PageHinkley.Settings;
import io.perennial.curator.drift.detectors.PageHinkley.Side;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PageHinkleyTest {
    @Test
    void theClippedFamilyAlarmsWhereRiverDid() throws IOException {
        // given
        PageHinkley ofTests = new PageHinkley(Settings.usual(Family.CLIPPED, Side.UP));
        PageHinkley ofDocumentation = new PageHinkley(Settings.usual(Family.CLIPPED, Side.UP));

        // when
        int[] documented = Streams.alarms(ofDocumentation, Streams.recorded("level_up"));
        int[] tested = Streams.alarms(ofTests, Streams.shared("step_up.csv"));

        // then
        assertThat(documented).containsExactly(1006);
        assertThat(tested).containsExactly(1020, 1991);
    }

    @Test
    void theUnclippedFamilyAlarmsLaterAndLessOften() throws IOException {
        // given
        PageHinkley detector = new PageHinkley(Settings.usual(Family.UNCLIPPED, Side.UP));

        // when
        int[] alarms = Streams.alarms(detector, Streams.shared("step_up.csv"));

        // then
        assertThat(alarms).containsExactly(1025);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step_up.csv | UP | 1020,1990",
                "step_up.csv | DOWN | ",
                "square_wave.csv | UP | 1007,1568,3013",
                "square_wave.csv | DOWN | 2017"
            })
    void theFamilyAboveTheLowestAlarmsWhereRiverDoesNow(String file, Side side, @Nullable String expected)
            throws IOException {
        // given: river 0.26.1, PageHinkley(mode="up") and (mode="down")
        PageHinkley detector = new PageHinkley(Settings.usual(Family.ABOVE_LOWEST, side));

        // when
        int[] alarms = Streams.alarms(detector, Streams.shared(file));

        // then
        assertThat(Arrays.stream(alarms).mapToObj(Integer::toString).collect(Collectors.joining(",")))
                .isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theDownSideSeesOfTheMirroredStreamWhatTheUpSideSeesOfTheStream(Family family) throws IOException {
        // given
        double[] stream = Streams.recorded("level_up");
        double[] mirrored = Arrays.stream(stream).map(value -> -value).toArray();

        // when
        int[] up = Streams.alarms(new PageHinkley(Settings.usual(family, Side.UP)), stream);
        int[] down = Streams.alarms(new PageHinkley(Settings.usual(family, Side.DOWN)), mirrored);
        int[] wrongSide = Streams.alarms(new PageHinkley(Settings.usual(family, Side.DOWN)), stream);

        // then
        assertThat(down).isEqualTo(up).isNotEmpty();
        assertThat(wrongSide).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aDetectorThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(Family family) {
        // given
        Random random = new Random(5);
        PageHinkley first = new PageHinkley(new Settings(family, Side.DOWN, 30, 0.1, 20, 0.999));
        PageHinkley second = first;
        int alarms = 0;

        // when, then
        for (int i = 0; i < 3_000; i++) {
            double value = random.nextGaussian() - (i / 500) * 2;
            second = PageHinkley.fromBytes(second.toBytes());
            Change alarm = first.add(value);
            assertThat(second.add(value)).isEqualTo(alarm);
            assertThat(second.toBytes()).isEqualTo(first.toBytes());
            alarms += alarm == null ? 0 : 1;
        }
        assertThat(alarms).isPositive();
        assertThat(first.toBytes()).hasSizeLessThan(88);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAlarmTellsWhatItWasJudgedByAndWhereTheStreamChanged(Family family) throws IOException {
        // given
        double[] stream = Streams.recorded("level_up");
        PageHinkley detector = new PageHinkley(Settings.usual(family, Side.UP));

        // when
        Change change = Arrays.stream(stream)
                .mapToObj(detector::add)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();

        // then: the level rises at record 1000
        assertThat(change.threshold()).isEqualTo(50);
        assertThat(change.statistic()).isGreaterThanOrEqualTo(50);
        assertThat(change.meanAfter()).isGreaterThan(change.meanBefore() + 1);
        assertThat(change.before()).isBetween(990L, 1_010L);
    }

    @Test
    void bothSidesTogetherAlarmWhereTheFirstOfThemDoes() throws IOException {
        // given
        double[] stream = Streams.shared("square_wave.csv");

        // when
        int[] alarms = Streams.alarms(new PageHinkley(Settings.usual(Family.ABOVE_LOWEST, Side.BOTH)), stream);

        // then: up at 1000, down at 2000, up at 3000
        for (int change : new int[] {1_000, 2_000, 3_000}) {
            assertThat(Arrays.stream(alarms).filter(alarm -> alarm > change && alarm < change + 30))
                    .hasSize(1);
        }
    }

    @Test
    void aNumberThatIsNotFiniteIsRefused() {
        // given
        PageHinkley detector = new PageHinkley(Settings.usual(Family.CLIPPED, Side.UP));

        // when, then
        assertThatThrownBy(() -> detector.add(Double.NaN)).hasMessage("an observation must be finite, was NaN");
    }

    @Test
    void aStateOfAnotherDetectorIsRefused() {
        // given
        byte[] state = new Ddm(Ddm.Settings.usual()).toBytes();

        // when, then
        assertThatThrownBy(() -> PageHinkley.fromBytes(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PAGE_HINKLEY")
                .hasMessageContaining("writer 3");
        assertThatThrownBy(() -> Ddm.fromBytes(Arrays.copyOf(state, 20))).hasMessageContaining("damaged: 18 bytes");
    }
}
