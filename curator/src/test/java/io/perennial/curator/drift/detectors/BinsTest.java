package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BinsTest {
    @Test
    void binsOfANumberHoldEqualSharesOfTheReference() {
        // given
        double[] reference = new Random(41).doubles(1_000).toArray();
        QuantileBins bins = QuantileBins.of(reference, 10);
        BinCounts counts = new BinCounts(bins.size());

        // when
        for (double value : reference) {
            counts.add(bins.bin(value));
        }

        // then
        assertThat(bins.size()).isEqualTo(10);
        assertThat(IntStream.range(0, 10).mapToLong(counts::count)).containsOnly(100L);
    }

    @Test
    void equalObservationsShareOneBin() {
        // given: nine of ten observations are 0
        double[] reference =
                IntStream.range(0, 100).mapToDouble(i -> i < 90 ? 0 : i).toArray();

        // when
        QuantileBins bins = QuantileBins.of(reference, 10);

        // then
        assertThat(bins.size()).isEqualTo(2);
        assertThat(bins.bin(-5)).isZero();
        assertThat(bins.bin(0)).isZero();
        assertThat(bins.bin(0.1)).isOne();
    }

    @Test
    void aConstantHasOneBin() {
        // when
        QuantileBins bins = QuantileBins.of(new double[] {3, 3, 3, 3}, 4);

        // then
        assertThat(bins.size()).isOne();
        assertThat(bins.bin(7)).isZero();
    }

    @Test
    void frequentNamesHaveABinAndAllOthersTheLast() {
        // given
        Map<String, Long> reference = Map.of("en", 700L, "de", 200L, "fr", 200L, "nl", 5L);

        // when
        CategoryBins bins = CategoryBins.of(reference, 3);

        // then
        assertThat(bins.names()).containsExactly("en", "de", "fr");
        assertThat(bins.bin("fr")).isEqualTo(2);
        assertThat(bins.bin("nl")).isEqualTo(3);
        assertThat(bins.bin("xx")).isEqualTo(3);
        assertThat(bins.size()).isEqualTo(4);
    }

    @Test
    void binsThatWereWrittenAndReadAreTheSame() {
        // given
        QuantileBins numbers = QuantileBins.of(new Random(42).doubles(100).toArray(), 7);
        CategoryBins names = CategoryBins.of(Map.of("häufig", 3L, "", 2L), 5);

        // when
        QuantileBins readNumbers = QuantileBins.fromBytes(numbers.toBytes());
        CategoryBins readNames = CategoryBins.fromBytes(names.toBytes());

        // then
        assertThat(readNumbers.toBytes()).isEqualTo(numbers.toBytes());
        assertThat(readNumbers.bin(0.5)).isEqualTo(numbers.bin(0.5));
        assertThat(readNames.names()).isEqualTo(names.names());
    }

    @RepeatedTest(20)
    void countsOfPartitionsMergeIntoThoseOfTheWhole(RepetitionInfo repetition) {
        // given
        Random random = new Random(repetition.getCurrentRepetition());
        BinCounts whole = new BinCounts(5);
        BinCounts[] parts = {new BinCounts(5), new BinCounts(5), new BinCounts(5)};
        BinCounts reference = BinDistanceTest.counts(50, 40, 30, 20, 10);

        // when
        for (int i = 0; i < 1 + random.nextInt(500); i++) {
            int bin = random.nextInt(5);
            whole.add(bin);
            parts[random.nextInt(3)].add(bin);
        }
        BinCounts merged = BinCounts.fromBytes(parts[2].toBytes());
        merged.merge(parts[0]);
        merged.merge(parts[1]);

        // then
        assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
        assertThat(BinDistance.STABILITY_INDEX.between(reference, merged))
                .isEqualTo(BinDistance.STABILITY_INDEX.between(reference, whole));
    }

    @Test
    void damagedStatesAndWrongNumbersAreRefused() {
        // given
        byte[] names = CategoryBins.of(Map.of("a", 1L), 1).toBytes();
        names[5] = 9;

        // when, then
        assertThatThrownBy(() -> CategoryBins.fromBytes(names)).hasMessageContaining("1 bytes where at least 9");
        assertThatThrownBy(() -> QuantileBins.of(new double[3], 10))
                .hasMessage("observations of the reference must be at least 10, was 3");
        assertThatThrownBy(() -> QuantileBins.of(new double[] {1, Double.NaN}, 2))
                .hasMessageContaining("NaN");
    }
}
