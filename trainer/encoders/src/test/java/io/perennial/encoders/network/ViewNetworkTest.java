package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network over views, head and transformer included. */
class ViewNetworkTest {
    private static final ImageShape ENCODER = new ImageShape(4, 2, 8, 2, 2, 0.3);

    static Stream<Named<Supplier<ViewNetwork>>> networks() {
        return Stream.of(
                Named.of("simclr", () -> joint(false, false)),
                Named.of("simclr with normalised hidden layers", () -> joint(true, false)),
                Named.of("simclr with normalised output", () -> joint(true, true)),
                Named.of(
                        "moco",
                        () -> new MomentumContrastNetwork(shape(false, false), 6, StoredNumber.FLOAT32, 0.5, 0.9)),
                Named.of(
                        "byol",
                        () -> PredictionNetwork.withMomentum(
                                shape(true, false), new PerceptronShape(List.of(6, 10, 6), true, false), 0.9)),
                Named.of(
                        "vicreg",
                        () -> new JointEmbeddingNetwork(shape(true, false), plan -> new VicRegLoss(plan, 3, 6))),
                Named.of(
                        "barlow twins",
                        () -> new JointEmbeddingNetwork(shape(true, false), plan -> new BarlowTwinsLoss(plan, 3, 6))),
                Named.of(
                        "dino",
                        () -> new DistillationNetwork(shape(false, false), DistillationShape.usual(7, 2, 2, 0.9))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreThoseOfTheLoss(Supplier<ViewNetwork> maker) {
        // given
        ViewNetwork views = maker.get();
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(views.network().plan())) {
            float[] parameters = GradientCheck.parameters(views.network());
            bound.write(views.network().parameters(), parameters);
            views.start(parameters, 1)
                    .forEach((name, values) -> bound.write(views.network().vector(name), values));
            views.prepare(bound);
            for (Views group : views.views()) {
                bound.write(group.patches(), GradientCheck.random(group.patches(), 1));
            }

            // when
            double error = GradientCheck.worstError(bound, views.network(), views::lossSum);

            // then
            assertThat(error).isLessThan(1e-6);
        }
    }

    private static ViewNetwork joint(boolean hiddenNormalised, boolean outputNormalised) {
        return new JointEmbeddingNetwork(
                shape(hiddenNormalised, outputNormalised), plan -> new ContrastiveLoss(plan, 3, 0.5));
    }

    private static ViewShape shape(boolean hiddenNormalised, boolean outputNormalised) {
        return new ViewShape(
                ENCODER, new PerceptronShape(List.of(8, 12, 6), hiddenNormalised, outputNormalised), 3, 0.98);
    }
}
