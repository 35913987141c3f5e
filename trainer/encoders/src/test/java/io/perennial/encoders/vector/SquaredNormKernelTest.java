package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquaredNormKernelTest {
    private final HostPlan host = new HostPlan();

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 5000, 1_000_003})
    void isTheSumOfTheSquares(int elements) {
        // given
        Operation.SquaredNorm norm = norm(elements);
        double wanted = Arrays.stream(host.read(norm.input()))
                .map(value -> value * value)
                .sum();

        // when
        host.run(norm, 1);

        // then
        assertThat(HostPlan.error(host.read(norm.output()), new double[] {wanted}))
                .isLessThan(3e-7);
    }

    @Test
    void givesTheSameBitsWhateverTheNumberOfThreads() {
        // given
        Operation.SquaredNorm norm = norm(20_001);
        host.run(norm, 1);
        double[] one = host.read(norm.output());

        // when
        host.run(norm, 3);

        // then
        assertThat(host.read(norm.output())).containsExactly(one);
    }

    @Test
    void isNotFiniteWhereAnElementIsNot() {
        // given
        Operation.SquaredNorm norm = norm(5000);
        float[] values = new float[5000];
        values[4321] = Float.NaN;
        host.write(norm.input(), values);

        // when
        host.run(norm, 1);

        // then
        assertThat(host.read(norm.output())).containsExactly(Double.NaN);
    }

    private Operation.SquaredNorm norm(int elements) {
        return new Operation.SquaredNorm(
                host.random("input", 1, elements), host.plan().real("norm", 1));
    }
}
