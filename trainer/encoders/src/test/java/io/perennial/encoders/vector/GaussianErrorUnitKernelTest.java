package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianErrorUnitKernelTest {
    private static final double SLOPE = Math.sqrt(2 / Math.PI);
    private static final double CUBE = 0.044715;

    private final HostPlan host = new HostPlan();

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 5000})
    void isTwiceTheTanhFormOfGelu(int elements) {
        // given
        Operation.GaussianErrorUnit unit = unit(elements);
        double[] wanted = Arrays.stream(host.read(unit.input()))
                .map(u -> u * (1 + Math.tanh(SLOPE * (u + CUBE * u * u * u))))
                .toArray();

        // when
        host.run(unit, 1);

        // then
        assertThat(HostPlan.error(host.read(unit.output()), wanted)).isLessThan(3e-7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 5000})
    void gradientIsThatOfTheNaiveForm(int elements) {
        // given
        Operation.GaussianErrorUnit unit = unit(elements);
        Operation.GaussianErrorUnitGradient gradient = gradient(unit);
        host.run(unit, 1);
        double[] slopes = Arrays.stream(host.read(unit.input()))
                .map(u -> {
                    double t = Math.tanh(SLOPE * (u + CUBE * u * u * u));
                    return 1 + t + u * (1 - t * t) * SLOPE * (1 + 3 * CUBE * u * u);
                })
                .toArray();
        double[] wanted = products(host.read(gradient.gradient()), slopes);

        // when
        host.run(gradient, 1);

        // then
        assertThat(HostPlan.error(host.read(gradient.gradient()), wanted)).isLessThan(1e-6);
    }

    @Test
    void opensAndClosesFarFromZero() {
        // given
        Operation.GaussianErrorUnit unit = unit(7);
        host.write(unit.input(), -1e30f, -60, -9, 0, 9, 60, Float.NaN);

        // when
        host.run(unit, 1);

        // then
        double[] output = host.read(unit.output());
        assertThat(output[1]).isBetween(-1e-30, 0.0);
        assertThat(Arrays.copyOfRange(output, 2, 6)).containsExactly(output[2], 0, 18, 120);
        assertThat(output[2]).isBetween(-1e-27, -1e-29);
        assertThat(output[6]).isNaN();
    }

    @Test
    void givesTheSameBitsWhateverTheNumberOfThreads() {
        // given
        Operation.GaussianErrorUnit unit = unit(20_001);
        host.run(unit, 1);
        double[] one = host.read(unit.output());

        // when
        host.write(unit.output(), new float[one.length]);
        host.run(unit, 3);

        // then
        assertThat(host.read(unit.output())).containsExactly(one);
    }

    private Operation.GaussianErrorUnit unit(int elements) {
        Tensor input = host.random("input", 2, elements, 1);
        return new Operation.GaussianErrorUnit(
                input,
                host.plan().real("gate", elements, 1),
                host.plan().real("output", elements, 1),
                SLOPE,
                CUBE,
                List.of());
    }

    private Operation.GaussianErrorUnitGradient gradient(Operation.GaussianErrorUnit unit) {
        return new Operation.GaussianErrorUnitGradient(
                unit.input(),
                unit.gate(),
                unit.output(),
                host.random("gradient", 1, unit.input().elements(), 1),
                SLOPE,
                CUBE,
                List.of());
    }

    private static double[] products(double[] left, double[] right) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] * right[i])
                .toArray();
    }
}
