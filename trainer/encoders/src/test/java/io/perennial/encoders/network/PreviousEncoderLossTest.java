package io.perennial.encoders.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.TextShape.Attention;
import io.perennial.encoders.plan.BoundPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreviousEncoderLossTest {
    private static final int WIDTH = 8;
    private static final int PREDICTIONS = 3;

    private final TextNetwork text = TextNetwork.forTraining(
            new TextShape(19, 4, WIDTH, 2, 2, 0.3, Attention.BOTH_WAYS, false, true, false), 3, PREDICTIONS, 0.98);
    private final PreviousEncoderLoss previous = requireNonNull(text.pooled().previous());
    private BoundPlan bound;

    @BeforeEach
    void bindWithAPreviousEncoder() {
        bound = new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan());
        text.prepare(bound);
        text.load(bound, new int[] {5, 7, 5, 11, 3, 18, 0, 0, 0, 0, 0, 0}, new float[] {
            0, 0, 0, 0, 0, 0, -1e9f, -1e9f, 0, -1e9f, -1e9f, -1e9f
        });
        bound.write(text.predictedRows(PREDICTIONS), new int[] {1, 5, -1});
        bound.write(text.predictedTokens(PREDICTIONS), new int[] {9, 4, -1});
        bound.write(text.pooled().shares(), new float[] {0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0});
        bound.write(text.pooled().filled(), new float[] {1, 1, 0});
        bound.write(text.network().parameters(), text.network().layout().initialValues(11));
        previous.remember(bound);
        bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
        bound.set(previous.scale(), 0, 0.7);
    }

    @AfterEach
    void close() {
        bound.close();
    }

    @Test
    void gradientsAreThoseOfTheTokensAndTheWeightedDistance() {
        // when
        double error = GradientCheck.worstError(
                bound,
                text.network(),
                plan -> Sums.of(plan, text.losses(PREDICTIONS)) + text.pooled().sum(plan));

        // then
        assertThat(error).isLessThan(1e-6);
        assertThat(text.pooled().sum(bound)).isGreaterThan(0.01);
    }

    @Test
    void anEncoderThatHasNotMovedIsPredictedByTheIdentity() {
        // given
        float[] identity = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            identity[i * WIDTH + i] = 1;
        }
        write("previous.predictor.weight", identity);
        write("previous.predictor.bias", new float[WIDTH]);
        previous.remember(bound);

        // when
        bound.run(Network.GRADIENTS);

        // then
        assertThat(text.pooled().sum(bound)).isCloseTo(0, within(1e-9));
    }

    @Test
    void opposedDirectionsAreFourApartInEachFilledWindow() {
        // given
        float[] opposite = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            opposite[i * WIDTH + i] = -3;
        }
        write("previous.predictor.weight", opposite);
        write("previous.predictor.bias", new float[WIDTH]);
        previous.remember(bound);

        // when
        bound.run(Network.GRADIENTS);

        // then
        int filled = 2;
        assertThat(text.pooled().sum(bound)).isCloseTo(0.7 * filled * 4, within(1e-9));
    }

    private void write(String parameter, float[] values) {
        bound.write(text.network().layout().parameter(text.network().plan(), parameter), values);
    }
}
