package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BinDistanceTest {
    private static final int BINS = 10;
    private static final double FALSE_ALARMS = 0.05;

    @Test
    void theStabilityIndexIsTheSumOverTheBins() {
        // given: shares .25, .5, .25 against .5, .25, .25 in counts so large that the added halves do not matter
        BinCounts reference = counts(250_000_000, 500_000_000, 250_000_000);
        BinCounts current = counts(500_000_000, 250_000_000, 250_000_000);

        // when
        double index = BinDistance.STABILITY_INDEX.between(reference, current);

        // then
        assertThat(index).isCloseTo(0.5 * Math.log(2), within(1e-8));
    }

    @Test
    void theDistanceOfJensenAndShannonGoesFromNothingToOne() {
        // given
        BinCounts left = counts(1_000_000_000, 0);
        BinCounts right = counts(0, 1_000_000_000);
        BinCounts half = counts(500_000_000, 500_000_000);

        // when, then: scipy.spatial.distance.jensenshannon(p, q, base=2)
        assertThat(BinDistance.JENSEN_SHANNON.between(left, left)).isZero();
        assertThat(BinDistance.JENSEN_SHANNON.between(left, right)).isCloseTo(1, within(1e-6));
        assertThat(BinDistance.JENSEN_SHANNON.between(left, half)).isCloseTo(0.5579230452841438, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(BinDistance.class)
    void distancesDoNotDependOnTheOrderOfTheTwo(BinDistance distance) {
        // given
        BinCounts one = counts(10, 20, 30, 0);
        BinCounts other = counts(14, 3, 8, 9);

        // when, then
        assertThat(distance.between(one, other)).isCloseTo(distance.between(other, one), within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(BinDistance.class)
    void chanceExceedsItsBoundAsOftenAsPromised(BinDistance distance) {
        // given
        Random random = new Random(31);
        int runs = 700;

        // when
        int exceeded = 0;
        for (int run = 0; run < runs; run++) {
            QuantileBins bins = QuantileBins.of(random.doubles(400).toArray(), BINS);
            BinCounts reference = counted(bins, 400, random::nextDouble);
            BinCounts current = counted(bins, 200, random::nextDouble);
            exceeded +=
                    distance.between(reference, current) > distance.byChance(reference, current, FALSE_ALARMS) ? 1 : 0;
        }

        // then: three standard errors of 700 runs are .025
        assertThat((double) exceeded / runs).isCloseTo(FALSE_ALARMS, within(0.025));
    }

    @ParameterizedTest
    @EnumSource(BinDistance.class)
    void aBandAloneWouldRaiseAlarmsOnSmallSamples(BinDistance distance) {
        // given
        Random random = new Random(32);
        QuantileBins bins = QuantileBins.of(random.doubles(2_000).toArray(), BINS);
        int aboveBand = 0;
        int aboveThreshold = 0;

        // when
        for (int run = 0; run < 200; run++) {
            BinCounts reference = counted(bins, 60, random::nextDouble);
            BinCounts current = counted(bins, 60, random::nextDouble);
            double value = distance.between(reference, current);
            aboveBand += value > 0.1 ? 1 : 0;
            aboveThreshold += value > distance.threshold(reference, current, 0.1, FALSE_ALARMS) ? 1 : 0;
        }

        // then
        assertThat(aboveBand).isGreaterThan(150);
        assertThat(aboveThreshold).isLessThan(25);
    }

    @ParameterizedTest
    @EnumSource(BinDistance.class)
    void aShiftOfTheMeanIsSeen(BinDistance distance) {
        // given
        Random random = new Random(33);
        QuantileBins bins = QuantileBins.of(random.doubles(1_000).toArray(), BINS);
        BinCounts reference = counted(bins, 5_000, random::nextDouble);

        // when
        BinCounts current = counted(bins, 5_000, () -> Math.min(1, 0.35 + random.nextDouble()));

        // then
        assertThat(distance.between(reference, current))
                .isGreaterThan(distance.threshold(reference, current, 0.25, 1e-6));
    }

    @Test
    void binsThatAreEmptyOnBothSidesDoNotCount() {
        // given
        BinCounts reference = counts(40, 60, 0, 0);
        BinCounts current = counts(30, 10, 0, 0);

        // when, then
        for (BinDistance distance : BinDistance.values()) {
            assertThat(distance.between(reference, current))
                    .isEqualTo(distance.between(counts(40, 60), counts(30, 10)));
            assertThat(distance.byChance(reference, current, FALSE_ALARMS))
                    .isEqualTo(distance.byChance(counts(40, 60), counts(30, 10), FALSE_ALARMS));
        }
    }

    @Test
    void countsOfOtherBinsAndEmptyCountsAreRefused() {
        // when, then
        assertThatThrownBy(() -> BinDistance.STABILITY_INDEX.between(counts(1, 2), counts(1, 2, 3)))
                .hasMessage("bins of the counts to compare must be 2, was 3");
        assertThatThrownBy(() -> BinDistance.STABILITY_INDEX.between(counts(1, 2), counts(0, 0)))
                .hasMessageContaining("must not be empty");
    }

    @Test
    void quantilesOfChiSquareAreThoseOfTheTables() {
        // when, then
        assertThat(ChiSquare.quantile(1, 0.95)).isCloseTo(3.841458820694124, within(1e-10));
        assertThat(ChiSquare.quantile(9, 0.95)).isCloseTo(16.918977604620448, within(1e-10));
        assertThat(ChiSquare.quantile(2, 0.999)).isCloseTo(-2 * Math.log(0.001), within(1e-10));
        assertThat(ChiSquare.quantile(30, 0.01)).isCloseTo(14.953456528455435, within(1e-9));
        assertThat(ChiSquare.probability(3, 0)).isZero();
    }

    static BinCounts counts(long... counts) {
        ByteBuffer bytes = StateFormat.BIN_COUNTS.begin(counts.length * Long.BYTES);
        for (long count : counts) {
            bytes.putLong(count);
        }
        return BinCounts.fromBytes(StateFormat.written(bytes));
    }

    private static BinCounts counted(QuantileBins bins, int observations, DoubleSupplier source) {
        BinCounts counts = new BinCounts(bins.size());
        for (int i = 0; i < observations; i++) {
            counts.add(bins.bin(source.getAsDouble()));
        }
        return counts;
    }
}
