package io.perennial.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {

    @Test
    void anEndlessLineSpendsTheRateAndNoMore() {
        // when
        double spent = new ErrorBudget(0.05, 1_000_000).spent();

        // then
        assertThat(spent).isLessThan(0.05).isEqualTo(0.05, within(1e-6));
    }

    @Test
    void theFirstCandidateKeepsMostOfThePower() {
        // given an effect that a test at the full rate finds nine times out of ten
        double effect = Normal.quantile(0.95) + Normal.quantile(0.9);

        // when
        double power = Normal.cumulative(effect - Normal.quantile(1 - new ErrorBudget(0.05, 1).level()));

        // then
        assertThat(power).isGreaterThan(0.85);
    }

    @Test
    void candidatesOfNoWorthPassInFewerLinesThanTheRateSaysWhereAFixedLevelLetsMostLinesPass() {
        // given lines of 50 candidates, none better than random features
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        int lines = 4_000;
        int wronglyPassed = 0;
        int wronglyPassedAtAFixedLevel = 0;

        // when
        for (int line = 0; line < lines; line++) {
            boolean passed = false;
            boolean passedAtAFixedLevel = false;
            for (int place = 1; place <= 50; place++) {
                double statistic = random.nextGaussian();
                passed |= statistic > Normal.quantile(1 - new ErrorBudget(0.05, place).level());
                passedAtAFixedLevel |= statistic > Normal.quantile(0.95);
            }
            wronglyPassed += passed ? 1 : 0;
            wronglyPassedAtAFixedLevel += passedAtAFixedLevel ? 1 : 0;
        }

        // then
        assertThat(wronglyPassed / (double) lines).isBetween(0.035, 0.05 + 3 * Math.sqrt(0.05 * 0.95 / lines));
        assertThat(wronglyPassedAtAFixedLevel / (double) lines).isGreaterThan(0.9);
    }

    @Test
    void placesAreCountedFromOne() {
        assertThatThrownBy(() -> new ErrorBudget(0.05, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }
}
