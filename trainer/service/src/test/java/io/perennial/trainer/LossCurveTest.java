package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.StepResult;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossCurveTest {
    @Test
    void comparesTheFirstTenthWithTheLastTenth() {
        // given
        LossCurve curve = new LossCurve("text-encoder", 40);

        // when the losses fall from 40 to 1
        for (int step = 1; step <= 40; step++) {
            curve.add(new StepResult(step, 41 - step, 0.001, 1, 64));
        }

        // then
        assertThat(curve.first()).isEqualTo((40 + 39 + 38 + 37) / 4.0);
        assertThat(curve.last()).isEqualTo((4 + 3 + 2 + 1) / 4.0);
    }

    @Test
    void usesOneStepWhenThereAreFew() {
        // given
        LossCurve curve = new LossCurve("text-encoder", 2);

        // when
        curve.add(new StepResult(1, 6, 0.001, 1, 64));
        curve.add(new StepResult(2, 5, 0.001, 1, 64));

        // then
        assertThat(new double[] {curve.first(), curve.last()}).containsExactly(6, 5);
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "Infinity, 1", "3, NaN", "3, -Infinity"})
    void refusesNumbersThatAreNotFinite(double loss, double gradientNorm) {
        // given
        LossCurve curve = new LossCurve("text-encoder", 2);

        // when / then
        assertThatThrownBy(() -> curve.add(new StepResult(7, loss, 0.001, gradientNorm, 64)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining("step 7")
                .hasMessageContaining("nothing was written");
    }
}
