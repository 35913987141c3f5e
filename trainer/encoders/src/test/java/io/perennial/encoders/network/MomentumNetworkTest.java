package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queue, momentum encoder and stopped gradients. */
class MomentumNetworkTest {
    private static final int PICTURES = 3;
    private static final int QUEUE = 6;
    private static final ImageShape ENCODER = new ImageShape(4, 2, 8, 2, 1, 0.3);
    private static final PerceptronShape PREDICTOR = new PerceptronShape(List.of(6, 10, 6), true, false);

    @Test
    void keysThatAreAllAlikeCannotBeToldFromTheQueue() {
        // given
        MomentumContrastNetwork network = contrast();
        try (BoundPlan bound = bind(network)) {
            bound.write(patches(network), new float[(int) patches(network).elements()]);
            bound.run(Network.GRADIENTS);
            fillQueueWithTheNewestKey(bound, network.network().vector(MomentumContrastNetwork.KEYS));

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(network.lossSum(bound) / PICTURES).isCloseTo(Math.log(QUEUE + 1), within(1e-6));
        }
    }

    @Test
    void newKeysReplaceTheOldestOfTheQueueInTurn() {
        // given
        MomentumContrastNetwork network = contrast();
        Tensor keys = network.network().vector(MomentumContrastNetwork.KEYS);
        int batch = PICTURES * 6;
        try (BoundPlan bound = bind(network)) {
            for (int step = 1; step <= 3; step++) {
                bound.write(patches(network), GradientCheck.random(patches(network), step));
                bound.run(Network.GRADIENTS);

                // when
                network.updated(bound, step);

                // then
                int place = step == 2 ? 2 : 1;
                for (int i = 0; i < batch; i++) {
                    assertThat(bound.get(keys, place * batch + i)).isEqualTo((float) bound.get(keys, i));
                }
            }
        }
    }

    @Test
    void keysThatWaitAreRoundedToWhatIsStored() {
        // given
        MomentumContrastNetwork network = contrast(StoredNumber.BFLOAT16);
        Tensor keys = network.network().vector(MomentumContrastNetwork.KEYS);
        int batch = PICTURES * 6;
        try (BoundPlan bound = bind(network)) {
            bound.write(patches(network), GradientCheck.random(patches(network), 1));
            bound.run(Network.GRADIENTS);

            // when
            network.updated(bound, 1);

            // then
            float[] waiting = new float[QUEUE * 6];
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = (float) bound.get(keys, batch + i);
            }
            assertThat(StoredNumber.BFLOAT16.decode(StoredNumber.BFLOAT16.encode(waiting)))
                    .isEqualTo(waiting);
            assertThat(bound.get(keys, batch))
                    .isNotEqualTo(bound.get(keys, 0))
                    .isCloseTo(bound.get(keys, 0), within(4e-3));
        }
    }

    @Test
    void secondEncoderFollowsByTheShareThatMomentumLeaves() {
        // given
        PredictionNetwork network = PredictionNetwork.withMomentum(shape(), PREDICTOR, 0.75);
        try (BoundPlan bound = bind(network)) {
            Tensor trained = network.network().parameters();
            Tensor second = network.network().vector(MomentumEncoder.PARAMETERS);
            bound.set(trained, 5, 2);
            bound.set(second, 5, 1);

            // when
            network.updated(bound, 1);

            // then
            assertThat(bound.get(second, 5)).isEqualTo(1.25);
            assertThat(bound.get(trained, 5)).isEqualTo(2);
        }
    }

    @Test
    void siameseGradientsAreHalfOfThoseWithACopyAsSecondEncoder() {
        // given
        PredictionNetwork siamese = PredictionNetwork.siamese(shape(), PREDICTOR);
        PredictionNetwork momentum = PredictionNetwork.withMomentum(shape(), PREDICTOR, 0.99);
        try (BoundPlan one = bind(siamese);
                BoundPlan two = bind(momentum)) {
            one.write(patches(siamese), GradientCheck.random(patches(siamese), 1));
            two.write(patches(momentum), GradientCheck.random(patches(momentum), 1));

            // when
            one.run(Network.GRADIENTS);
            two.run(Network.GRADIENTS);

            // then
            double cosine = -siamese.lossSum(one) / siamese.scored();
            assertThat(momentum.lossSum(two) / momentum.scored()).isCloseTo(2 - 2 * cosine, within(1e-9));
            for (int i = 0; i < siamese.network().layout().elements(); i++) {
                double expected = two.get(momentum.network().gradients(), i) / 2;
                assertThat(one.get(siamese.network().gradients(), i)).isCloseTo(expected, within(1e-9));
            }
        }
    }

    private static Tensor patches(ViewNetwork network) {
        return network.views().get(0).patches();
    }

    private static MomentumContrastNetwork contrast() {
        return contrast(StoredNumber.FLOAT32);
    }

    private static MomentumContrastNetwork contrast(StoredNumber stored) {
        return new MomentumContrastNetwork(shape(), QUEUE, stored, 0.2, 0.99);
    }

    private static ViewShape shape() {
        return new ViewShape(ENCODER, PerceptronShape.plain(8, 12, 6), PICTURES, 0.98);
    }

    private static BoundPlan bind(ViewNetwork views) {
        BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(views.network().plan());
        float[] parameters = GradientCheck.parameters(views.network());
        bound.write(views.network().parameters(), parameters);
        views.start(parameters, 1)
                .forEach((name, values) -> bound.write(views.network().vector(name), values));
        views.prepare(bound);
        return bound;
    }

    private static void fillQueueWithTheNewestKey(BoundPlan bound, Tensor keys) {
        int width = 6;
        for (int i = PICTURES * width; i < keys.elements(); i++) {
            bound.set(keys, i, bound.get(keys, i % width));
        }
    }
}
