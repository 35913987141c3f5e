package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import org.junit.jupiter.api.Test;

/** The written-out backward pass against automatic differentiation of the same network by SameDiff, in double precision. */
class SameDiffOracleTest {
    private static final TextShape SHAPE = new TextShape(19, 4, 8, 2, 2, 0.3);
    private static final int[] TOKENS = {5, 7, 5, 11, 3, 18, 0, 0};
    private static final float[] MASK = {0, 0, 0, 0, 0, 0, -1e9f, -1e9f};
    private static final int[] ROWS = {1, 4, 5};
    private static final int[] TARGETS = {9, 4, 17};

    @Test
    void lossAndEveryGradientOfTheMaskedLanguageModelAreThoseOfSameDiff() {
        // given
        TextNetwork text = TextNetwork.forTraining(SHAPE, 2, ROWS.length, 0.98);
        float[] parameters = GradientCheck.parameters(text.network());
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan())) {
            bound.write(text.network().parameters(), parameters);
            bound.write(text.tokens(), TOKENS);
            bound.write(text.mask(), MASK);
            bound.write(text.predictedRows(ROWS.length), ROWS);
            bound.write(text.predictedTokens(ROWS.length), TARGETS);
            SameDiffLanguageModel oracle =
                    new SameDiffLanguageModel(SHAPE, text.network().layout(), parameters);

            // when
            bound.run(Network.GRADIENTS);
            double[] expected = oracle.gradients(TOKENS, MASK, ROWS, TARGETS);

            // then
            assertThat(sum(bound, text)).isCloseTo(oracle.loss(), within(1e-9));
            for (int i = 0; i < expected.length; i++) {
                assertThat(bound.get(text.network().gradients(), i))
                        .as("gradient of element %d", i)
                        .isCloseTo(expected[i], within(1e-10));
            }
        }
    }

    private static double sum(BoundPlan bound, TextNetwork text) {
        double sum = 0;
        for (int i = 0; i < ROWS.length; i++) {
            sum += bound.get(text.losses(ROWS.length), i);
        }
        return sum;
    }
}
