package io.perennial.encoders.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Distillation from the previous encoder beside every objective over views. */
class ViewDistillationTest {
    private static final int PICTURES = 3;
    private static final int WIDTH = 6;
    private static final double SCALE = 0.7;
    private static final PerceptronShape PREDICTOR = new PerceptronShape(List.of(WIDTH, 10, WIDTH), true, false);

    /** Those whose target does not move with the parameters. */
    static Stream<Named<Supplier<ViewNetwork>>> networks() {
        return Stream.of(
                Named.of(
                        "simclr",
                        () -> new JointEmbeddingNetwork(
                                shape(false), plan -> new ContrastiveLoss(plan, PICTURES, 0.5))),
                Named.of("moco", () -> new MomentumContrastNetwork(shape(false), 6, StoredNumber.FLOAT32, 0.5, 0.9)),
                Named.of("byol", () -> PredictionNetwork.withMomentum(shape(true), PREDICTOR, 0.9)),
                Named.of(
                        "vicreg",
                        () -> new JointEmbeddingNetwork(shape(true), plan -> new VicRegLoss(plan, PICTURES, WIDTH))),
                Named.of(
                        "barlow twins",
                        () -> new JointEmbeddingNetwork(
                                shape(true), plan -> new BarlowTwinsLoss(plan, PICTURES, WIDTH))),
                Named.of("dino", () -> new DistillationNetwork(shape(false), DistillationShape.usual(7, 2, 2, 0.9))));
    }

    static Stream<Named<Supplier<ViewNetwork>>> networksAndSimSiam() {
        return Stream.concat(
                networks(), Stream.of(Named.of("simsiam", () -> PredictionNetwork.siamese(shape(true), PREDICTOR))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreThoseOfTheObjectiveAndTheWeightedDistance(Supplier<ViewNetwork> maker) {
        // given
        ViewNetwork views = maker.get();
        PreviousEncoderLoss previous = requireNonNull(views.previous());
        try (BoundPlan bound = bound(views)) {
            // when
            double error =
                    GradientCheck.worstError(bound, views.network(), plan -> views.lossSum(plan) + previous.sum(plan));

            // then
            assertThat(error).isLessThan(1e-6);
            assertThat(previous.sum(bound)).isGreaterThan(0.01);
        }
    }

    @ParameterizedTest
    @MethodSource("networksAndSimSiam")
    void anEncoderThatHasNotMovedIsPredictedByTheIdentity(Supplier<ViewNetwork> maker) {
        // given
        ViewNetwork views = maker.get();
        PreviousEncoderLoss previous = requireNonNull(views.previous());
        try (BoundPlan bound = bound(views)) {
            writePredictor(views, bound, 1);
            previous.remember(bound);

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(previous.sum(bound)).isCloseTo(0, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("networksAndSimSiam")
    void opposedDirectionsAreFourApartInEachView(Supplier<ViewNetwork> maker) {
        // given
        ViewNetwork views = maker.get();
        PreviousEncoderLoss previous = requireNonNull(views.previous());
        try (BoundPlan bound = bound(views)) {
            writePredictor(views, bound, -3);
            previous.remember(bound);

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(previous.sum(bound)).isCloseTo(SCALE * previous.samples() * 4, within(1e-6));
        }
    }

    private static ViewShape shape(boolean hiddenNormalised) {
        PerceptronShape head = new PerceptronShape(List.of(8, 12, WIDTH), hiddenNormalised, false);
        return new ViewShape(new ImageShape(4, 2, 8, 2, 2, 0.3), head, PICTURES, 0.98, true);
    }

    /** Bound with an encoder that has moved since the update began. */
    private static BoundPlan bound(ViewNetwork views) {
        Network network = views.network();
        PreviousEncoderLoss previous = requireNonNull(views.previous());
        BoundPlan bound = new Nd4jExecutor(Precision.DOUBLE).bind(network.plan());
        views.prepare(bound);
        for (Views group : views.views()) {
            bound.write(group.patches(), GradientCheck.random(group.patches(), 1));
        }
        bound.write(network.parameters(), network.layout().initialValues(11));
        previous.remember(bound);
        float[] parameters = GradientCheck.parameters(network);
        bound.write(network.parameters(), parameters);
        views.start(parameters, 1).forEach((name, values) -> bound.write(network.vector(name), values));
        bound.set(previous.scale(), 0, SCALE);
        return bound;
    }

    /** Makes the predictor a multiple of the identity. */
    private static void writePredictor(ViewNetwork views, BoundPlan bound, float factor) {
        Network network = views.network();
        float[] diagonal = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            diagonal[i * WIDTH + i] = factor;
        }
        bound.write(network.layout().parameter(network.plan(), "previous.predictor.weight"), diagonal);
        bound.write(network.layout().parameter(network.plan(), "previous.predictor.bias"), new float[WIDTH]);
    }
}
