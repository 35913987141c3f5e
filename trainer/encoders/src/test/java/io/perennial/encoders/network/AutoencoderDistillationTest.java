package io.perennial.encoders.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoencoderDistillationTest {
    private static final int WIDTH = 8;
    private static final int PICTURES = 2;

    private final AutoencoderNetwork image = new AutoencoderNetwork(
            new AutoencoderShape(new ImageShape(4, 2, WIDTH, 2, 2, 0.3), 8, 2, true), PICTURES, 0.95);
    private final PreviousEncoderLoss previous = requireNonNull(image.previous());
    private final Network network = image.network();
    private BoundPlan bound;

    @BeforeEach
    void bindWithAPreviousEncoder() {
        bound = new Nd4jExecutor(Precision.DOUBLE).bind(network.plan());
        image.writePositions(bound);
        bound.write(image.patches(), GradientCheck.random(image.patches(), 1));
        bound.write(image.targets(), GradientCheck.random(image.targets(), 2));
        bound.write(image.patchIndices(), new int[] {0, 3, 1, 2});
        bound.write(image.visibleRows(), new int[] {0, 3, 5, 6});
        bound.write(image.hiddenRows(), new int[] {1, 2, 4, 7});
        bound.write(image.gaps(), new float[] {0, 1, 1, 0, 1, 0, 0, 1});
        bound.write(network.parameters(), network.layout().initialValues(11));
        previous.remember(bound);
        bound.write(network.parameters(), GradientCheck.parameters(network));
        bound.set(previous.scale(), 0, 0.7);
    }

    @AfterEach
    void close() {
        bound.close();
    }

    @Test
    void gradientsAreThoseOfThePixelsAndTheWeightedDistance() {
        // when
        double error = GradientCheck.worstError(
                bound, network, plan -> plan.get(image.squaredError(), 0) + previous.sum(plan));

        // then
        assertThat(error).isLessThan(1e-6);
        assertThat(previous.sum(bound)).isGreaterThan(0.01);
    }

    @Test
    void anEncoderThatHasNotMovedIsPredictedByTheIdentity() {
        // given
        writePredictor(1);
        previous.remember(bound);

        // when
        bound.run(Network.GRADIENTS);

        // then
        assertThat(previous.sum(bound)).isCloseTo(0, within(1e-9));
    }

    @Test
    void opposedDirectionsAreFourApartInEachPicture() {
        // given
        writePredictor(-3);
        previous.remember(bound);

        // when
        bound.run(Network.GRADIENTS);

        // then
        assertThat(previous.sum(bound)).isCloseTo(0.7 * PICTURES * 4, within(1e-6));
    }

    /** Makes the predictor a multiple of the identity. */
    private void writePredictor(float factor) {
        float[] diagonal = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            diagonal[i * WIDTH + i] = factor;
        }
        bound.write(network.layout().parameter(network.plan(), "previous.predictor.weight"), diagonal);
        bound.write(network.layout().parameter(network.plan(), "previous.predictor.bias"), new float[WIDTH]);
    }
}
