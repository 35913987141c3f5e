package io.perennial.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.statistics.Interval;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private static final Gate GATE = new Gate("gate", 100);

    @ParameterizedTest
    @CsvSource({
        "0.02, 0.01, 0.03, 0, PASS",
        "-0.02, -0.03, -0.01, 0, FAIL",
        "0.01, -0.01, 0.03, 0, INCONCLUSIVE",
        "0.00, 0.00, 0.03, 0, INCONCLUSIVE",
        "-0.01, -0.03, 0.00, 0, FAIL",
        "NaN, 0.01, 0.03, 0, ERROR",
        "0.02, NaN, 0.03, 0, ERROR",
        "0.02, 0.01, Infinity, 0, ERROR",
        "0.02, 0.01, 0.03, NaN, ERROR"
    })
    void onlyALowerBoundAboveTheThresholdPasses(
            double estimate, double lower, double upper, double threshold, GateOutcome expected) {
        // when
        GateResult result = GATE.above(new Interval(estimate, lower, upper), threshold, "gain");

        // then
        assertThat(result.getOutcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 1.0, 1.2, 2, PASS",
        "2.2, 2.1, 2.3, 2, FAIL",
        "2.0, 1.9, 2.1, 2, INCONCLUSIVE",
        "1.9, 1.8, 2.0, 2, INCONCLUSIVE",
        "1.1, NaN, 1.2, 2, ERROR"
    })
    void onlyAnUpperBoundBelowTheThresholdPasses(
            double estimate, double lower, double upper, double threshold, GateOutcome expected) {
        // when
        GateResult result = GATE.below(new Interval(estimate, lower, upper), threshold, "ratio");

        // then
        assertThat(result.getOutcome()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, PASS, PASS",
        "2, 1, PASS, FAIL",
        "0, 1, FAIL, PASS",
        "NaN, 1, ERROR, ERROR",
        "1, NaN, ERROR, ERROR"
    })
    void aKnownNumberIsComparedAsItIs(
            double value, double threshold, GateOutcome expectedAtLeast, GateOutcome expectedAtMost) {
        // when
        GateResult atLeast = GATE.atLeast(value, threshold, "number");
        GateResult atMost = GATE.atMost(value, threshold, "number");

        // then
        assertThat(atLeast.getOutcome()).isEqualTo(expectedAtLeast);
        assertThat(atMost.getOutcome()).isEqualTo(expectedAtMost);
    }

    @ParameterizedTest
    @CsvSource({"0.013, 'gain: 0.02000, bound 0.01300, threshold 0.000, 100 examples: PASS'"})
    void theDetailSaysWhatWasComparedWithWhat(double lower, String expected) {
        // when
        GateResult result = GATE.above(new Interval(0.02, lower, 0.03), 0, "gain");

        // then
        assertThat(result.getDetail()).isEqualTo(expected);
    }
}
