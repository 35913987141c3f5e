package io.perennial.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    /**
     * Expected: {@code scipy.stats.bootstrap((x,), np.mean, n_resamples=400000, method="BCa", confidence_level=.9,
     * random_state=1)} of scipy 1.17.1.
     */
    @Test
    void theBoundsOfSkewedValuesAgreeWithScipy() {
        // given
        double[] values = {0.3, -0.1, 0.8, 0.2, -0.4, 1.0, 0.0, 0.6, -0.2, 2.5};

        // when
        Interval interval = new PairedBootstrap(200_000, 5).mean(values, new int[10], 0.05);

        // then
        assertThat(interval.estimate()).isCloseTo(0.47, within(1e-12));
        assertThat(interval.lower()).isCloseTo(0.15, within(0.011));
        assertThat(interval.upper()).isCloseTo(1.04, within(0.011));
    }

    @Test
    void aLevelBelowWhatTheResamplesResolveGivesNoTighterBoundThanTheNormalDistribution() {
        // given 1000 resamples and a level of which they see nothing
        double[] values = new SplittableRandom(3).doubles(200).toArray();
        double deviation = Math.sqrt(1 / 12.0 / values.length);

        // when
        Interval interval = new PairedBootstrap(1_000, 5).mean(values, new int[200], 1e-6);

        // then
        assertThat(interval.estimate() - interval.lower()).isGreaterThan(4.3 * deviation);
        assertThat(interval.upper() - interval.estimate()).isGreaterThan(4.3 * deviation);
    }

    @Test
    void theBoundsLieBetweenThoseOfAllPossibleResamplesOneStepAway() {
        // given: 5 values have 3125 equally likely resamples, so the percentile points are known exactly
        double[] values = {-1, 0, 0.5, 1, 3};
        double[] exact = new double[3125];
        for (int resample = 0; resample < exact.length; resample++) {
            int code = resample;
            for (int draw = 0; draw < 5; draw++, code /= 5) {
                exact[resample] += values[code % 5] / 5;
            }
        }
        Arrays.sort(exact);
        double bias = Normal.quantile((Arrays.stream(exact)
                                .filter(m -> m < 0.7 - 1e-12)
                                .count()
                        + Arrays.stream(exact).filter(m -> m <= 0.7 + 1e-12).count())
                / (2.0 * exact.length));
        double cubes = Math.pow(-1.7, 3) + Math.pow(-0.7, 3) + Math.pow(-0.2, 3) + Math.pow(0.3, 3) + Math.pow(2.3, 3);
        double squares = 1.7 * 1.7 + 0.7 * 0.7 + 0.2 * 0.2 + 0.3 * 0.3 + 2.3 * 2.3;
        double acceleration = cubes / (6 * Math.pow(squares, 1.5));
        double shifted = bias + Normal.quantile(0.1);
        double level = Normal.cumulative(bias + shifted / (1 - acceleration * shifted));

        // when
        Interval interval = new PairedBootstrap(100_000, 3).mean(values, new int[5], 0.1);

        // then
        assertThat(interval.lower())
                .isBetween(exact[(int) ((level - 0.005) * 3125)] - 1e-9, exact[(int) ((level + 0.005) * 3125)] + 1e-9);
    }

    @Test
    void strataRemoveTheDifferencesBetweenClasses() {
        // given: all the spread is between the two classes
        double[] values = new double[200];
        int[] strata = new int[200];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            strata[i] = i % 2;
            values[i] = strata[i] + 0.01 * random.nextDouble();
        }
        PairedBootstrap bootstrap = new PairedBootstrap(1_000, 1);

        // when
        Interval stratified = bootstrap.mean(values, strata, 0.05);
        Interval pooled = bootstrap.mean(values, new int[200], 0.05);

        // then
        assertThat(stratified.upper() - stratified.lower()).isLessThan(0.002);
        assertThat(pooled.upper() - pooled.lower()).isGreaterThan(0.1);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        // given
        double[] values = {1, -1, 0, 1, 1, 0, -1, 1};

        // when
        Interval first = new PairedBootstrap(500, 9).mean(values, new int[8], 0.05);
        Interval again = new PairedBootstrap(500, 9).mean(values, new int[8], 0.05);

        // then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void valuesWithoutSpreadAreNotTakenForCertainty() {
        // given
        double[] values = new double[300];

        // when
        Interval interval = new PairedBootstrap(500, 1).mean(values, new int[300], 0.05);

        // then: the rule of three
        assertThat(interval.lower()).isCloseTo(-3.0 / 300, within(2e-4));
        assertThat(interval.upper()).isCloseTo(3.0 / 300, within(2e-4));
    }

    @Test
    void aNotANumberMakesTheIntervalUnusable() {
        // when
        Interval interval = new PairedBootstrap(500, 1).mean(new double[] {0, Double.NaN}, new int[2], 0.05);

        // then
        assertThat(interval.isFinite()).isFalse();
    }

    @Test
    void theLowerBoundIsWrongAboutOneTimeInTwenty() {
        // given: pairs that differ in 20 % of the examples and are equal on average
        SplittableRandom random = new SplittableRandom(11);
        int wrong = 0;
        int experiments = 400;

        // when
        for (int experiment = 0; experiment < experiments; experiment++) {
            double[] values = new double[200];
            for (int i = 0; i < values.length; i++) {
                double draw = random.nextDouble();
                values[i] = draw < 0.1 ? -1 : draw < 0.2 ? 1 : 0;
            }
            wrong += new PairedBootstrap(300, experiment)
                                    .mean(values, new int[200], 0.05)
                                    .lower()
                            > 0
                    ? 1
                    : 0;
        }

        // then: 5 % plus or minus three standard errors
        assertThat(wrong / (double) experiments).isBetween(0.015, 0.085);
    }

    @Test
    void nothingToResampleIsRefused() {
        assertThatThrownBy(() -> new PairedBootstrap(500, 1).mean(new double[0], new int[0], 0.05))
                .hasMessageContaining("at least one");
    }
}
