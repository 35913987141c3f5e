package io.perennial.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected: {@code 2*binom.cdf(min, n, .5) - binom.pmf(min, n, .5)} of scipy 1.17.1; for equal counts {@code 1 - pmf/2}. */
class McNemarTest {
    @ParameterizedTest
    @CsvSource({
        "10, 2, 0.0224609375",
        "2, 10, 0.0224609375",
        "5, 5, 0.876953125",
        "0, 7, 0.0078125",
        "30, 21, 0.21160856876151618",
        "0, 0, 1"
    })
    void theMidPValueAgreesWithScipy(int onlyFirst, int onlySecond, double expected) {
        // when
        double p = McNemar.midP(onlyFirst, onlySecond);

        // then
        assertThat(p).isCloseTo(expected, within(1e-12));
    }
}
