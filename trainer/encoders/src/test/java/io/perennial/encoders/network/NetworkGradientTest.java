package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Central differences in double precision against the backward pass, over parameters of every tensor. */
class NetworkGradientTest {
    private static final TextShape CAUSAL =
            new TextShape(19, 4, 8, 2, 2, 0.3, TextShape.Attention.CAUSAL, false, false, false);

    @Test
    void gradientsOfTheMaskedLanguageModelAreThoseOfItsLoss() {
        // given
        TextShape shape = new TextShape(19, 4, 8, 2, 2, 0.3);
        TextNetwork text = TextNetwork.forTraining(shape, 2, 3, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan())) {
            bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
            bound.write(text.tokens(), new int[] {5, 7, 5, 11, 3, 18, 0, 0});
            bound.write(text.mask(), new float[] {0, 0, 0, 0, 0, 0, -1e9f, -1e9f});
            bound.write(text.predictedRows(3), new int[] {1, 5, -1});
            bound.write(text.predictedTokens(3), new int[] {9, 4, -1});

            // when
            double error = GradientCheck.worstError(bound, text.network(), plan -> sum(plan, text.losses(3)));

            // then
            assertThat(error).isLessThan(1e-6);
        }
    }

    @Test
    void gradientsOfTheCausalLanguageModelAreThoseOfItsLoss() {
        // given
        TextNetwork text = TextNetwork.forTraining(CAUSAL, 2, 8, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan())) {
            text.prepare(bound);
            bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
            text.load(bound, new int[] {5, 7, 5, 11, 3, 18, 0, 0}, new float[8]);
            bound.write(text.predictedRows(8), new int[] {0, 1, 2, 3, 4, -1, -1, -1});
            bound.write(text.predictedTokens(8), new int[] {7, 5, 11, 6, 18, -1, -1, -1});

            // when
            double error = GradientCheck.worstError(bound, text.network(), plan -> sum(plan, text.losses(8)));

            // then
            assertThat(error).isLessThan(1e-6);
        }
    }

    @Test
    void causalModelPredictsTheSameWhateverComesLater() {
        // given
        TextNetwork text = TextNetwork.forTraining(CAUSAL, 1, 4, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan())) {
            text.prepare(bound);
            bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
            bound.write(text.predictedRows(4), new int[] {0, 1, 2, 3});
            bound.write(text.predictedTokens(4), new int[] {7, 5, 11, 6});

            // when
            double[] losses = losses(bound, text, 5, 7, 5, 11);
            double[] otherEnd = losses(bound, text, 5, 7, 2, 18);

            // then
            assertThat(otherEnd).startsWith(losses[0], losses[1]);
            assertThat(otherEnd[2]).isNotEqualTo(losses[2]);
        }
    }

    @Test
    void gradientsOfTheMaskedAutoencoderAreThoseOfItsLoss() {
        // given
        AutoencoderShape shape = new AutoencoderShape(new ImageShape(4, 2, 8, 2, 2, 0.3), 8, 2);
        AutoencoderNetwork image = new AutoencoderNetwork(shape, 2, 0.95);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(image.network().plan())) {
            bound.write(image.network().parameters(), GradientCheck.parameters(image.network()));
            image.writePositions(bound);
            bound.write(image.patches(), GradientCheck.random(image.patches(), 1));
            bound.write(image.targets(), GradientCheck.random(image.targets(), 2));
            bound.write(image.patchIndices(), new int[] {0, 3, 1, 2});
            bound.write(image.visibleRows(), new int[] {0, 3, 5, 6});
            bound.write(image.hiddenRows(), new int[] {1, 2, 4, 7});
            bound.write(image.gaps(), new float[] {0, 1, 1, 0, 1, 0, 0, 1});

            // when
            double error = GradientCheck.worstError(bound, image.network(), plan -> plan.get(image.squaredError(), 0));

            // then
            assertThat(error).isLessThan(1e-6);
        }
    }

    @Test
    void untrainedModelGivesEveryTokenTheSameProbability() {
        // given
        TextShape shape = new TextShape(1000, 8, 32, 4, 2, 0.02);
        TextNetwork text = TextNetwork.forTraining(shape, 2, 4, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.FLOAT).bind(text.network().plan())) {
            bound.write(text.network().parameters(), text.network().layout().initialValues(1));
            bound.write(text.tokens(), new int[] {5, 7, 1, 11, 3, 1, 90, 101, 700, 1, 4, 2, 9, 999, 1, 3});
            bound.write(text.predictedRows(4), new int[] {2, 5, 9, 14});
            bound.write(text.predictedTokens(4), new int[] {9, 4, 800, 33});

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(sum(bound, text.losses(4)) / 4).isCloseTo(Math.log(1000), within(0.1));
        }
    }

    @Test
    void untrainedCausalModelGivesEveryCharacterTheSameProbability() {
        // given
        TextShape shape = new TextShape(65, 64, 128, 4, 4, 0.02, TextShape.Attention.CAUSAL, false, false, false);
        TextNetwork text = TextNetwork.forTraining(shape, 1, 64, 0.99);
        int[] characters = IntStream.range(0, 65).map(i -> i * i % 65).toArray();
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.FLOAT).bind(text.network().plan())) {
            text.prepare(bound);
            bound.write(text.network().parameters(), text.network().layout().initialValues(1));
            text.load(bound, Arrays.copyOf(characters, 64), new float[64]);
            bound.write(text.predictedRows(64), IntStream.range(0, 64).toArray());
            bound.write(text.predictedTokens(64), Arrays.copyOfRange(characters, 1, 65));

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(sum(bound, text.losses(64)) / 64).isCloseTo(Math.log(65), within(0.1));
        }
    }

    private static double[] losses(BoundPlan bound, TextNetwork text, int... window) {
        text.load(bound, window, new float[window.length]);
        bound.run(Network.GRADIENTS);
        double[] losses = new double[window.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = bound.get(text.losses(losses.length), i);
        }
        return losses;
    }

    private static double sum(BoundPlan bound, Tensor tensor) {
        double sum = 0;
        for (long i = 0; i < tensor.elements(); i++) {
            sum += bound.get(tensor, i);
        }
        return sum;
    }
}
