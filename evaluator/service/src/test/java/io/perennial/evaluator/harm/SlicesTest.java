package io.perennial.evaluator.harm;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.wire.AvroWire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlicesTest {
    // Avro builds nested records only after the wire format has named their package as trusted.
    @SuppressWarnings("unused")
    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);

    private static final int MINUTE = 60_000;

    @Test
    void samplesBehindAnAlarmOfSamplesAreComparedWithThoseFromTwiceAsFarBack() {
        // given
        List<Slices.Placed> found = samples(2000, 1);
        Collections.shuffle(found, new Random(1));

        // when
        Slices slices = Slices.of(signal(AlarmPromise.NONE, 300), found, 0).orElseThrow();

        // then
        assertThat(offsets(slices.after()))
                .hasSize(256)
                .startsWith(1744L)
                .endsWith(1999L)
                .isSorted();
        assertThat(offsets(slices.before()))
                .hasSize(256)
                .startsWith(1144L)
                .endsWith(1399L)
                .isSorted();
        assertThat(offsets(slices.earlier()))
                .hasSize(256)
                .startsWith(888L)
                .endsWith(1143L)
                .isSorted();
    }

    @Test
    void fewSamplesBehindAChangeAreAllThatIsTaken() {
        assertThat(Slices.of(signal(AlarmPromise.NONE, 40), samples(2000, 1), 0)
                        .orElseThrow()
                        .after())
                .hasSize(40);
    }

    @Test
    void blocksOfASlowSourceHave256Samples() {
        // when
        Slices slices = Slices.of(signal(AlarmPromise.REPLAYED, 2), samples(3000, MINUTE), 0)
                .orElseThrow();

        // then four blocks are left out
        assertThat(offsets(slices.before())).endsWith(2999L - 4 * 256);
    }

    @Test
    void blocksOfAFastSourceLastAMinute() {
        // given ten samples a second
        Slices slices = Slices.of(signal(AlarmPromise.EXTENDED, 2), samples(6000, MINUTE / 600), 0)
                .orElseThrow();

        // then four minutes are left out
        assertThat(offsets(slices.before())).endsWith(5999L - 4 * 600);
    }

    @Test
    void samplesThatDoNotReachBackFarEnoughAreNoSlices() {
        // given
        DriftSignal signal = signal(AlarmPromise.NONE, 300);

        // when / then
        assertThat(Slices.of(signal, samples(600 + 2 * 256, 1), 0)).isPresent();
        assertThat(Slices.of(signal, samples(600 + 2 * 256, 1), 1)).isEmpty();
        assertThat(Slices.of(signal, samples(600 + 2 * 256 - 1, 1), 0)).isEmpty();
        assertThat(Slices.of(signal, List.of(), 0)).isEmpty();
    }

    private static DriftSignal signal(AlarmPromise promise, long windowAfter) {
        return DriftSignal.newBuilder()
                .setPromise(promise)
                .setWindowAfter(windowAfter)
                .setOrigin(new SourcePosition("raw.text", 0, 10_000L))
                .build();
    }

    private static List<Slices.Placed> samples(int count, long millis) {
        List<Slices.Placed> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CuratedSample sample = CuratedSample.newBuilder()
                    .setOrigin(new SourcePosition("raw.text", 0, (long) i))
                    .build();
            samples.add(new Slices.Placed(sample, i * millis));
        }
        return samples;
    }

    private static List<Long> offsets(List<CuratedSample> samples) {
        return samples.stream().map(sample -> sample.getOrigin().getOffset()).toList();
    }
}
