package io.perennial.curator.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorWatchTest {
    private static final long START = 1_795_000_000_000L;
    private static final int BLOCKS_IN_DAY = 1440;
    private static final AlarmBudget ONE_A_DAY = new AlarmBudget(1);

    @Test
    void aDailyCourseRaisesNothingOnceAFewDaysAreKnown() {
        // given
        int days = 12;

        // when
        Told seasonal = tell(new DescriptorWatch(null), new BlockStream(2, 0.3), days, 3, 0, 50);

        // then
        assertThat(seasonal.raised()).isEmpty();
        assertThat(seasonal.watch().isCalibrated()).isTrue();
        assertThat(seasonal.watch().ledger().promised()).isBetween(0.05, 0.2);
    }

    @Test
    void aChangeUnderADailyCourseIsFoundAndTellsWhatItsPromiseRestsOn() {
        // when
        Told changed = tell(new DescriptorWatch(null), new BlockStream(2, 0.3), 8, 3, 1.5, 12);

        // then
        assertThat(changed.raised()).singleElement().satisfies(raised -> {
            assertThat(raised.promise()).isEqualTo(Promise.EXTENDED);
            assertThat(raised.runLength()).isBetween(0.8 * 12 * BLOCKS_IN_DAY, 1.25 * 12 * BLOCKS_IN_DAY);
            assertThat(raised.history()).isGreaterThan(4096);
            assertThat(raised.alarm().meanAfter() - raised.alarm().meanBefore()).isBetween(0.8, 2.5);
        });
        assertThat(changed.watch().ledger().realised()).isEqualTo(1);
    }

    @Test
    void withoutHistoryAndBoundsNothingIsPromisedAndNothingRaised() {
        // when
        Told told = tell(new DescriptorWatch(null), new BlockStream(5, 0.9), 2, 0, 20, 12);

        // then
        assertThat(told.raised()).isEmpty();
        assertThat(told.watch().ledger()).isEqualTo(AlarmLedger.EMPTY);
        assertThat(told.watch().calibration().reason()).startsWith("no promise: history of less than 3 days");
    }

    @Test
    void withoutHistoryADescriptorWithBoundsIsWatchedByAnEDetector() {
        // given
        DescriptorWatch watch = new DescriptorWatch(new EDetector.Bounds(-50, 50));

        // when
        Told told = tell(watch, new BlockStream(5, 0.3), 1, 0, 20, 12);

        // then
        assertThat(told.raised()).singleElement().satisfies(raised -> {
            assertThat(raised.promise()).isEqualTo(Promise.E_DETECTOR);
            assertThat(raised.history()).isEqualTo(EDetector.REFERENCE);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 97, 4000})
    void aWatchThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(int interruption) throws IOException {
        // given
        DescriptorWatch watch = new DescriptorWatch(new EDetector.Bounds(-50, 50));
        Told uninterrupted = tell(watch, new BlockStream(9, 0.6), 5, 1, 4, 2);

        // when
        DescriptorWatch again = new DescriptorWatch(new EDetector.Bounds(-50, 50));
        BlockStream stream = new BlockStream(9, 0.6);
        KeptBlocks history = new KeptBlocks();
        List<RaisedAlarm> raised = new ArrayList<>();
        for (int i = 0; i < 5 * BLOCKS_IN_DAY; i++) {
            again = i % interruption == 0 ? read(written(again)) : again;
            add(again, history, stream, i, 5, 1, 4, 2, raised);
        }

        // then
        assertThat(raised).isNotEmpty().isEqualTo(uninterrupted.raised());
        assertThat(written(again)).isEqualTo(written(uninterrupted.watch()));
    }

    private static byte[] written(DescriptorWatch watch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        watch.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DescriptorWatch read(byte[] state) throws IOException {
        return DescriptorWatch.read(new DataInputStream(new ByteArrayInputStream(state)));
    }

    /** A watch after the stream, and what it raised. */
    private record Told(DescriptorWatch watch, List<RaisedAlarm> raised) {}

    /**
     * @param course height of the daily course
     * @param shift from three quarters of the days on
     */
    private static Told tell(
            DescriptorWatch watch, BlockStream stream, int days, double course, double shift, int detectors) {
        KeptBlocks history = new KeptBlocks();
        List<RaisedAlarm> raised = new ArrayList<>();
        for (int i = 0; i < days * BLOCKS_IN_DAY; i++) {
            add(watch, history, stream, i, days, course, shift, detectors, raised);
        }
        return new Told(watch, raised);
    }

    private static void add(
            DescriptorWatch watch,
            KeptBlocks history,
            BlockStream stream,
            int block,
            int days,
            double course,
            double shift,
            int detectors,
            List<RaisedAlarm> raised) {
        double seasonal = course * Math.sin(2 * Math.PI * block / BLOCKS_IN_DAY);
        double shifted = block < 0.75 * days * BLOCKS_IN_DAY ? 0 : shift;
        long time = START + block * 60_000L;
        RaisedAlarm alarm = watch.add(time, stream.next() + seasonal + shifted, history, ONE_A_DAY, detectors);
        if (alarm != null) {
            raised.add(alarm);
        }
    }
}
