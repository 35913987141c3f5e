package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.Tensor;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * Networks whose composite operations run as kernels, beside the same ones in double precision, whose gradients {@link NetworkGradientTest}
 * checks by differences.
 */
class KernelNetworkTest {
    private static final Executor KERNELS = Nd4jExecutor.withKernels();
    private static final Executor PARTS = Nd4jExecutor.withoutKernels(Precision.FLOAT);
    private static final Executor EXACT = new Nd4jExecutor(Precision.DOUBLE);

    @Test
    void executorSaysThatItRunsKernels() {
        assertThat(KERNELS.backend()).isEqualTo(PARTS.backend() + ", vector kernels 3");
    }

    @Test
    void gradientsOfAMaskedLanguageModelAreThoseInDoublePrecision() {
        // given
        TextNetwork text = TextNetwork.forTraining(new TextShape(19, 5, 24, 2, 2, 0.3), 2, 3, 0.98);
        BiConsumer<Network, BoundPlan> inputs = (network, bound) -> {
            bound.write(text.tokens(), new int[] {5, 7, 5, 11, 1, 3, 18, 2, 0, 0});
            bound.write(text.mask(), new float[] {0, 0, 0, 0, 0, 0, 0, 0, -1e9f, -1e9f});
            bound.write(text.predictedRows(3), new int[] {1, 6, -1});
            bound.write(text.predictedTokens(3), new int[] {9, 4, -1});
        };

        // when
        double[] exact = gradients(EXACT, text.network(), inputs);
        double[] kernels = gradients(KERNELS, text.network(), inputs);
        double[] parts = gradients(PARTS, text.network(), inputs);

        // then
        assertThat(error(kernels, exact)).isLessThan(1e-6);
        assertThat(error(kernels, parts)).isBetween(Double.MIN_VALUE, 2e-6);
    }

    @Test
    void gradientsOfACausalLanguageModelAreThoseInDoublePrecision() {
        // given
        TextShape shape = new TextShape(19, 20, 16, 2, 2, 0.3, TextShape.Attention.CAUSAL, false, false, false);
        TextNetwork text = TextNetwork.forTraining(shape, 3, 2, 0.98);
        BiConsumer<Network, BoundPlan> inputs = (network, bound) -> {
            text.prepare(bound);
            int[] tokens = new int[60];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i * i % 19;
            }
            text.load(bound, tokens, new float[60]);
            bound.write(text.predictedRows(2), new int[] {17, 39});
            bound.write(text.predictedTokens(2), new int[] {7, 5});
        };

        // when
        double[] exact = gradients(EXACT, text.network(), inputs);
        double[] kernels = gradients(KERNELS, text.network(), inputs);

        // then
        assertThat(error(kernels, exact)).isLessThan(1e-6);
    }

    @Test
    void gradientsOfAMaskedAutoencoderAreThoseInDoublePrecision() {
        // given
        AutoencoderShape shape = new AutoencoderShape(new ImageShape(4, 2, 8, 2, 2, 0.3), 8, 2);
        AutoencoderNetwork image = new AutoencoderNetwork(shape, 2, 0.95);
        BiConsumer<Network, BoundPlan> inputs = (network, bound) -> {
            image.writePositions(bound);
            bound.write(image.patches(), GradientCheck.random(image.patches(), 1));
            bound.write(image.targets(), GradientCheck.random(image.targets(), 2));
            bound.write(image.patchIndices(), new int[] {0, 3, 1, 2});
            bound.write(image.visibleRows(), new int[] {0, 3, 5, 6});
            bound.write(image.hiddenRows(), new int[] {1, 2, 4, 7});
            bound.write(image.gaps(), new float[] {0, 1, 1, 0, 1, 0, 0, 1});
        };

        // when
        double[] exact = gradients(EXACT, image.network(), inputs);
        double[] kernels = gradients(KERNELS, image.network(), inputs);

        // then
        assertThat(error(kernels, exact)).isLessThan(1e-6);
    }

    @Test
    void blocksThatRunAgainGiveTheSameBits() {
        // given
        double[] kept = causalGradients(false);

        // when
        double[] again = causalGradients(true);

        // then
        assertThat(again).isEqualTo(kept);
    }

    @Test
    void gradientsOfPicturesWithCaptionsAreThoseInDoublePrecision() {
        // given
        ImageShape picture = new ImageShape(6, 2, 16, 2, 2, 0.3);
        TextShape text = new TextShape(19, 4, 16, 2, 2, 0.3);
        PairNetwork pairs = new PairNetwork(new PairShape(picture, text, 6, 2, 0.98));
        BiConsumer<Network, BoundPlan> inputs = (network, bound) -> {
            pairs.prepare(bound);
            bound.write(pairs.patches(), GradientCheck.random(pairs.patches(), 1));
            bound.write(pairs.tokens(), new int[] {5, 7, 5, 11, 3, 18, 0, 0});
            bound.write(pairs.mask(), new float[] {0, 0, 0, 0, 0, 0, -1e9f, -1e9f});
            bound.write(pairs.shares(), new float[] {0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0, 0});
        };

        // when
        double[] exact = gradients(EXACT, pairs.network(), inputs);
        double[] kernels = gradients(KERNELS, pairs.network(), inputs);

        // then
        assertThat(error(kernels, exact)).isLessThan(1e-6);
    }

    private static double[] causalGradients(boolean recomputes) {
        TextShape shape = new TextShape(19, 20, 16, 2, 3, 0.3, TextShape.Attention.CAUSAL, false, false, recomputes);
        TextNetwork text = TextNetwork.forTraining(shape, 3, 2, 0.98);
        return gradients(KERNELS, text.network(), (network, bound) -> {
            text.prepare(bound);
            int[] tokens = new int[60];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i * i % 19;
            }
            text.load(bound, tokens, new float[60]);
            bound.write(text.predictedRows(2), new int[] {17, 39});
            bound.write(text.predictedTokens(2), new int[] {7, 5});
        });
    }

    private static double[] gradients(Executor executor, Network network, BiConsumer<Network, BoundPlan> inputs) {
        try (BoundPlan bound = executor.bind(network.plan())) {
            bound.write(network.parameters(), GradientCheck.parameters(network));
            inputs.accept(network, bound);
            bound.run(Network.GRADIENTS);
            Tensor gradients = network.gradients();
            double[] values = new double[Math.toIntExact(gradients.elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = bound.get(gradients, i);
            }
            return values;
        }
    }

    /** Length of the difference, as a share of the length of the vector. */
    private static double error(double[] found, double[] wanted) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < wanted.length; i++) {
            difference += Math.pow(found[i] - wanted[i], 2);
            length += Math.pow(wanted[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
