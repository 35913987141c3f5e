package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNormalizationKernelTest {
    private static final double EPSILON = 1e-5;

    private final HostPlan host = new HostPlan();

    @ParameterizedTest
    @CsvSource({"1, 2", "5, 7", "70, 16", "33, 100", "64, 128"})
    void rowsGetMeanZeroAndDeviationOneBeforeGainAndBias(int rows, int width) {
        // given
        Operation.LayerNormalization norm = norm(rows, width);
        double[] input = host.read(norm.input());
        double[] wanted = new double[rows * width];
        double[] inverses = new double[rows];
        for (int row = 0; row < rows; row++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < width; i++) {
                mean += input[row * width + i] / width;
            }
            for (int i = 0; i < width; i++) {
                variance += Math.pow(input[row * width + i] - mean, 2) / width;
            }
            inverses[row] = 1 / Math.sqrt(variance + EPSILON);
            for (int i = 0; i < width; i++) {
                wanted[row * width + i] = host.read(norm.bias())[i]
                        + host.read(norm.gain())[i] * (input[row * width + i] - mean) * inverses[row];
            }
        }

        // when
        host.run(norm, 1);

        // then
        assertThat(HostPlan.error(host.read(norm.output()), wanted)).isLessThan(1e-6);
        assertThat(HostPlan.error(host.read(norm.inverse()), inverses)).isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "5, 7", "70, 16", "33, 100", "64, 128"})
    void gradientsAreThoseOfTheNaiveForm(int rows, int width) {
        // given
        Operation.LayerNormalization norm = norm(rows, width);
        Operation.LayerNormalizationGradient gradient = gradient(norm);
        host.run(norm, 1);
        double[] outputGradient = host.read(gradient.outputGradient());
        double[] normalised = host.read(norm.normalised());
        double[] gain = host.read(norm.gain());
        double[] wanted = host.read(gradient.inputGradient());
        double[] wantedGain = new double[width];
        double[] wantedBias = new double[width];
        for (int row = 0; row < rows; row++) {
            double mean = 0;
            double correlation = 0;
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                wantedBias[i] += outputGradient[at];
                wantedGain[i] += outputGradient[at] * normalised[at];
                mean += outputGradient[at] * gain[i] / width;
                correlation += outputGradient[at] * gain[i] * normalised[at] / width;
            }
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                wanted[at] += host.read(norm.inverse())[row]
                        * (outputGradient[at] * gain[i] - mean - normalised[at] * correlation);
            }
        }

        // when
        host.run(gradient, 1);

        // then
        assertThat(HostPlan.error(host.read(gradient.inputGradient()), wanted)).isLessThan(1e-6);
        assertThat(HostPlan.error(host.read(gradient.gainGradient()), wantedGain))
                .isLessThan(1e-6);
        assertThat(HostPlan.error(host.read(gradient.biasGradient()), wantedBias))
                .isLessThan(1e-6);
    }

    @Test
    void givesTheSameBitsWhateverTheNumberOfThreads() {
        // given
        double[][] one = results(1);

        // when
        double[][] three = results(3);

        // then
        assertThat(three).isDeepEqualTo(one);
    }

    private static double[][] results(int threads) {
        LayerNormalizationKernelTest test = new LayerNormalizationKernelTest();
        Operation.LayerNormalization norm = test.norm(211, 24);
        Operation.LayerNormalizationGradient gradient = test.gradient(norm);
        test.host.run(norm, threads);
        test.host.run(gradient, threads);
        return new double[][] {
            test.host.read(norm.output()),
            test.host.read(gradient.inputGradient()),
            test.host.read(gradient.gainGradient()),
            test.host.read(gradient.biasGradient())
        };
    }

    private Operation.LayerNormalization norm(int rows, int width) {
        // Gain and bias lie in one vector, as all parameters do.
        Tensor parameters = host.random("parameters", 1, 2L * width);
        return new Operation.LayerNormalization(
                host.random("input", 2, rows, width),
                Tensor.of(parameters.buffer(), 0, width),
                Tensor.of(parameters.buffer(), width, width),
                host.plan().real("normalised", rows, width),
                host.plan().real("inverse", rows, 1),
                host.plan().real("output", rows, width),
                EPSILON,
                List.of());
    }

    private Operation.LayerNormalizationGradient gradient(Operation.LayerNormalization norm) {
        long rows = norm.input().size(0);
        long width = norm.input().size(1);
        return new Operation.LayerNormalizationGradient(
                host.random("output.gradient", 1, rows, width),
                norm.normalised(),
                norm.inverse(),
                norm.gain(),
                host.plan().real("gain.gradient", width),
                host.plan().real("bias.gradient", width),
                host.random("input.gradient", 1, rows, width),
                List.of());
    }
}
