package io.perennial.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: scipy 1.17.1, {@code scipy.stats.norm.cdf} and {@code ppf}. */
class NormalTest {
    @ParameterizedTest
    @CsvSource({
        "-3.5, 0.00023262907903552502",
        "-1, 0.15865525393145707",
        "0, 0.5",
        "0.25, 0.5987063256829237",
        "2, 0.9772498680518208"
    })
    void theCumulativeProbabilityAgreesWithScipy(double z, double expected) {
        // when
        double probability = Normal.cumulative(z);

        // then
        assertThat(probability).isCloseTo(expected, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"0.001, -3.090232306167813", "0.05, -1.6448536269514729", "0.5, 0", "0.975, 1.959963984540054"})
    void theQuantileAgreesWithScipy(double probability, double expected) {
        // when
        double z = Normal.quantile(probability);

        // then
        assertThat(z).isCloseTo(expected, within(1e-11));
    }

    @Test
    void aProbabilityOutsideZeroToOneIsRefused() {
        assertThatThrownBy(() -> Normal.quantile(Double.NaN)).hasMessageContaining("was NaN");
    }
}
