package io.perennial.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BettingProcessTest {
    /**
     * Expected values from the vectorised formula in NumPy: {@code x=(d+1)/2; mu=(.5+cumsum(x))/(t+1);
     * s2=(.25+cumsum((x-mu)**2))/(t+1); lam=minimum(sqrt(2*log(20)/(t*log(1+t)*append(.25,s2[:-1]))), .5/m0);
     * cumprod(1+lam*(x-m0))} with {@code m0=.45} and {@code d=((i*7)%5-2)/2}.
     */
    @Test
    void theEvidenceAgreesWithTheVectorisedFormula() {
        // given
        BettingProcess process = new BettingProcess(0.1, 0.05);
        double[] evidence = new double[201];

        // when
        for (int i = 0; i < 200; i++) {
            process.observe(((i * 7) % 5 - 2) / 2.0);
            evidence[i + 1] = process.evidence();
        }

        // then
        assertThat(evidence[1]).isCloseTo(0.5, within(1e-12));
        assertThat(evidence[10]).isCloseTo(0.7775739817673918, within(1e-12));
        assertThat(evidence[200]).isCloseTo(2.2157328946364596, within(1e-11));
    }

    @Test
    void equalAnswersProveAMarginOfFifteenPointsAfterThirtySixPairs() {
        // given
        BettingProcess process = new BettingProcess(0.15, 0.05);

        // when
        while (!process.isProven()) {
            process.observe(0);
        }

        // then
        assertThat(process.observations()).isEqualTo(36);
    }

    @Test
    void lookingAfterEveryPairKeepsFalseProofsBelowFivePercent() {
        // given: the mean difference is exactly minus the margin
        SplittableRandom random = new SplittableRandom(23);
        int experiments = 500;
        int falseProofs = 0;

        // when
        for (int experiment = 0; experiment < experiments; experiment++) {
            BettingProcess process = new BettingProcess(0.05, 0.05);
            boolean proven = false;
            for (int i = 0; i < 1_000 && !proven; i++) {
                double draw = random.nextDouble();
                process.observe(draw < 0.125 ? -1 : draw < 0.2 ? 1 : 0);
                proven = process.isProven();
            }
            falseProofs += proven ? 1 : 0;
        }

        // then: 5 % plus three standard errors
        assertThat(falseProofs / (double) experiments).isLessThan(0.08);
    }

    @Test
    void aWorseChallengerProvesNothing() {
        // given
        BettingProcess process = new BettingProcess(0.05, 0.05);

        // when
        for (int i = 0; i < 500; i++) {
            process.observe(i % 4 == 0 ? -1 : 0);
        }

        // then
        assertThat(process.evidence()).isLessThan(0.01);
    }

    @Test
    void aDifferenceBeyondOneIsRefused() {
        assertThatThrownBy(() -> new BettingProcess(0.05, 0.05).observe(1.5)).hasMessageContaining("was 1.5");
    }
}
