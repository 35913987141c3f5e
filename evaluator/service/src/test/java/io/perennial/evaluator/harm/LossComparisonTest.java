package io.perennial.evaluator.harm;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.HarmVerdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossComparisonTest {
    private static final double MARGIN = 0.1;

    @Test
    void lossThatSurelyRoseByMoreThanTheMarginIsHarm() {
        // when
        LossComparison comparison = LossComparison.of(losses(256, 3, 1), losses(256, 3.9, 2), MARGIN, 7);

        // then
        assertThat(comparison.verdict()).isEqualTo(HarmVerdict.HARMED);
        assertThat(comparison.threshold()).isBetween(0.28, 0.32);
        assertThat(comparison.difference().lower()).isGreaterThan(comparison.threshold());
        assertThat(comparison.pairs()).isEqualTo(256);
    }

    @Test
    void lossThatSurelyStayedWithinTheMarginIsNoHarm() {
        assertThat(verdict(losses(256, 3, 1), losses(256, 3, 2))).isEqualTo(HarmVerdict.UNHARMED);
        assertThat(verdict(losses(256, 3, 1), losses(256, 1, 2))).isEqualTo(HarmVerdict.UNHARMED);
    }

    @Test
    void riseAsLargeAsTheMarginIsNotDecided() {
        assertThat(verdict(losses(256, 3, 1), losses(256, 3.3, 2))).isEqualTo(HarmVerdict.UNDECIDED);
    }

    @Test
    void tooFewPairsDecideNothingHoweverFarApart() {
        // given one pair less than enough, since one has no loss
        double[] later = losses(LossComparison.LEAST_PAIRS, 30, 2);
        later[5] = Double.NaN;

        // when
        LossComparison comparison = LossComparison.of(losses(256, 3, 1), later, MARGIN, 7);

        // then
        assertThat(comparison.verdict()).isEqualTo(HarmVerdict.UNDECIDED);
        assertThat(comparison.pairs()).isEqualTo(LossComparison.LEAST_PAIRS - 1);
        assertThat(comparison.difference().isFinite()).isFalse();
    }

    @Test
    void streamWhoseNeighboursResembleEachOtherIsSeldomTakenForHarm() {
        // given 200 streams without a change of their mean, which runs of four make harder to mistake
        int harmed = 0;
        for (int stream = 0; stream < 200; stream++) {
            double[] both = resembling(512, 3, stream);
            harmed +=
                    verdict(Arrays.copyOf(both, 256), Arrays.copyOfRange(both, 256, 512)) == HarmVerdict.HARMED ? 1 : 0;
        }

        // then
        assertThat(harmed).isLessThan(10);
    }

    @Test
    void sameLossesAndSeedGiveTheSameBits() {
        // given
        double[] earlier = losses(200, 3, 1);
        double[] later = losses(200, 3.2, 2);

        // when / then
        assertThat(LossComparison.of(earlier, later, MARGIN, 7))
                .isEqualTo(LossComparison.of(earlier, later, MARGIN, 7));
    }

    private static HarmVerdict verdict(double[] earlier, double[] later) {
        return LossComparison.of(earlier, later, MARGIN, 7).verdict();
    }

    private static double[] losses(int count, double mean, long seed) {
        Random random = new Random(seed);
        return random.doubles(count, mean - 1, mean + 1).toArray();
    }

    private static double[] resembling(int count, double mean, long seed) {
        Random random = new Random(seed);
        double[] losses = new double[count];
        double state = 0;
        for (int i = 0; i < count; i++) {
            state = 0.6 * state + 0.8 * random.nextGaussian();
            losses[i] = mean + state;
        }
        return losses;
    }
}
