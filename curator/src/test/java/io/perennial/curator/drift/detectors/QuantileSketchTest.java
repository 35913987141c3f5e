package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The sketch beside exact ranks and beside the KLL sketch of DataSketches, the published implementation. */
class QuantileSketchTest {
    private static final int K = QuantileSketch.USUAL_K;

    @Test
    void aSmallStreamIsKeptWholeAndItsRanksAreExact() {
        // given
        QuantileSketch sketch = new QuantileSketch(K, 1);

        // when
        for (int i = 999; i > 0; i--) {
            sketch.add(i);
        }

        // then
        assertThat(sketch.rankError()).isZero();
        assertThat(sketch.rank(0)).isZero();
        assertThat(sketch.rank(250)).isEqualTo(250 / 999.0);
        assertThat(sketch.rank(5_000)).isEqualTo(1);
    }

    @Test
    void ranksOfALongStreamAreWithinTheErrorThatIsSaid() {
        // given
        int runs = 40;
        int length = 20_000;
        int k = 200;

        // when
        int within = 0;
        for (int run = 0; run < runs; run++) {
            double[] stream = new Random(run).doubles(length).toArray();
            QuantileSketch sketch = sketched(k, run, stream);
            within += largestError(sketch, stream) <= sketch.rankError() ? 1 : 0;
            assertThat(sketch.count()).isEqualTo(length);
            assertThat(sketch.retained()).isLessThan(3 * k + 200);
        }

        // then
        assertThat(within).isGreaterThanOrEqualTo(runs - 2);
    }

    @Test
    void theErrorIsNoLargerThanThatOfDataSketches() {
        // given
        int runs = 15;
        int length = 20_000;
        int k = 200;
        double ours = 0;
        double theirs = 0;

        // when
        for (int run = 0; run < runs; run++) {
            double[] stream = new Random(500 + run).doubles(length).toArray();
            KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(k);
            for (double value : stream) {
                sketch.update(value);
            }
            double[] sorted = sorted(stream);
            double largest = 0;
            for (int i = 0; i < length; i += 100) {
                largest = Math.max(largest, Math.abs(sketch.getRank(sorted[i]) - (i + 1.0) / length));
            }
            theirs += largest / runs;
            ours += largestError(sketched(k, run, stream), stream) / runs;
        }

        // then
        assertThat(KllDoublesSketch.getNormalizedRankError(k, false))
                .isCloseTo(sketched(k, 1, new double[1_000]).rankError(), within(1e-12));
        assertThat(ours).isLessThan(1.2 * theirs);
    }

    @RepeatedTest(8)
    void theStatisticOfMergedPartsIsThatOfTheWholeWithinTheErrors(RepetitionInfo repetition) {
        // given
        Random random = new Random(repetition.getCurrentRepetition());
        double[] reference = random.doubles(5_000).toArray();
        double[] stream = random.doubles(20_000).map(value -> value * value).toArray();
        QuantileSketch[] parts = new QuantileSketch[1 + random.nextInt(6)];
        Arrays.setAll(parts, part -> new QuantileSketch(K, part));

        // when
        for (double value : stream) {
            parts[random.nextInt(parts.length)].add(value);
        }
        QuantileSketch merged = new QuantileSketch(K, 99);
        for (QuantileSketch part : parts) {
            merged.merge(part);
        }

        // then
        QuantileSketch ofReference = sketched(K, 7, reference);
        assertThat(merged.count()).isEqualTo(stream.length);
        assertThat(merged.distance(ofReference))
                .isCloseTo(exactDistance(reference, stream), within(merged.rankError() + ofReference.rankError()));
    }

    @Test
    void nothingChangedRaisesNoAlarmAndASmallShiftDoes() {
        // given
        Random random = new Random(61);
        int runs = 40;

        // when
        int falseAlarms = 0;
        int seen = 0;
        for (int run = 0; run < runs; run++) {
            QuantileSketch reference = sketched(K, run, random.doubles(4_000).toArray());
            QuantileSketch same = sketched(K, run + runs, random.doubles(4_000).toArray());
            QuantileSketch shifted = sketched(
                    K, run, random.doubles(4_000).map(value -> value + 0.06).toArray());
            falseAlarms += same.distance(reference) > same.threshold(reference, 0.05) ? 1 : 0;
            seen += shifted.distance(reference) > shifted.threshold(reference, 0.05) ? 1 : 0;
        }

        // then
        assertThat(falseAlarms).isLessThan(4);
        assertThat(seen).isGreaterThan(20);
    }

    @Test
    void aSketchThatWasWrittenAndReadGoesOnAsIfNothingHadHappened() {
        // given
        Random random = new Random(62);
        QuantileSketch first = new QuantileSketch(16, 5);
        QuantileSketch second = first;

        // when, then
        for (int i = 0; i < 1_500; i++) {
            double value = random.nextGaussian();
            second = QuantileSketch.fromBytes(second.toBytes());
            first.add(value);
            second.add(value);
            assertThat(second.toBytes()).isEqualTo(first.toBytes());
        }
    }

    @Test
    void theSameStreamGivesTheSameBytes() {
        // given
        double[] stream = new Random(63).doubles(50_000).toArray();

        // when, then
        assertThat(sketched(K, 3, stream).toBytes())
                .isEqualTo(sketched(K, 3, stream).toBytes());
        assertThat(sketched(K, 3, stream).toBytes()).hasSizeLessThan(26_000);
    }

    @Test
    void sketchesOfAnotherSizeAndDamagedStatesAreRefused() {
        // given
        byte[] state = sketched(8, 1, new double[100]).toBytes();

        // when, then
        assertThatThrownBy(() -> new QuantileSketch(8, 1).merge(new QuantileSketch(9, 1)))
                .hasMessage("k of the sketch to merge must be 8, was 9");
        assertThatThrownBy(() -> QuantileSketch.fromBytes(Arrays.copyOf(state, state.length - 8)))
                .hasMessageContaining("QUANTILE_SKETCH is damaged");
    }

    private static QuantileSketch sketched(int k, long seed, double... stream) {
        QuantileSketch sketch = new QuantileSketch(k, seed);
        for (double value : stream) {
            sketch.add(value);
        }
        return sketch;
    }

    private static double largestError(QuantileSketch sketch, double... stream) {
        double[] sorted = sorted(stream);
        double largest = 0;
        for (int i = 0; i < sorted.length; i += 100) {
            largest = Math.max(largest, Math.abs(sketch.rank(sorted[i]) - (i + 1.0) / sorted.length));
        }
        return largest;
    }

    private static double exactDistance(double[] one, double... other) {
        double[] first = sorted(one);
        double[] second = sorted(other);
        double largest = 0;
        int passed = 0;
        for (int i = 0; i < first.length; i++) {
            while (passed < second.length && second[passed] <= first[i]) {
                passed++;
            }
            double after = Math.abs((i + 1.0) / first.length - (double) passed / second.length);
            double before = Math.abs((double) i / first.length - (double) passed / second.length);
            largest = Math.max(largest, Math.max(after, before));
        }
        return largest;
    }

    private static double[] sorted(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
