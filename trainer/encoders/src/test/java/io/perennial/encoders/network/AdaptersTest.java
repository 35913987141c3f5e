package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private static final TextShape SHAPE = new TextShape(19, 4, 8, 2, 2, 0.3);
    private static final int PREDICTIONS = 3;
    private static final int RANK = 2;
    private static final double SCALE = 6;

    @Test
    void adaptersThatJustBeganChangeNoBitOfTheParametersNorOfTheLoss() {
        // given
        TextNetwork text = TextNetwork.forTraining(SHAPE, 2, PREDICTIONS, 0.98);
        Adapters adapters = new Adapters(text.network(), RANK, SCALE, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.FLOAT).bind(text.network().plan())) {
            load(bound, text);
            double[] parameters = values(bound, text.network().parameters());
            bound.run(Network.GRADIENTS);
            double[] losses = values(bound, text.losses(PREDICTIONS));

            // when
            adapters.begin(bound, 1, 5);
            bound.run(Adapters.MERGE);
            bound.run(Network.GRADIENTS);

            // then
            assertThat(squares(values(bound, vector(adapters, text, Adapters.PARAMETERS))))
                    .isPositive();
            assertThat(values(bound, text.network().parameters())).isEqualTo(parameters);
            assertThat(values(bound, text.losses(PREDICTIONS))).isEqualTo(losses);
        }
    }

    @Test
    void gradientsOfTheAdaptersAreThoseOfTheLoss() {
        // given
        TextNetwork text = TextNetwork.forTraining(SHAPE, 2, PREDICTIONS, 0.98);
        Adapters adapters = new Adapters(text.network(), RANK, SCALE, 0.98);
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan())) {
            load(bound, text);
            adapters.begin(bound, 1, 5);
            Tensor thin = vector(adapters, text, Adapters.PARAMETERS);
            bound.write(thin, GradientCheck.random(thin, 7));
            bound.run(Adapters.MERGE);
            bound.run(Network.GRADIENTS);

            // when
            adapters.squaredNorm(bound);

            // then
            Tensor gradients = Tensor.of(
                    text.network()
                            .plan()
                            .real(Adapters.GRADIENTS, thin.elements())
                            .buffer(),
                    0,
                    thin.elements());
            double error = GradientCheck.worstError(bound, thin, gradients, plan -> {
                plan.run(Adapters.MERGE);
                plan.run(Network.GRADIENTS);
                return sum(values(plan, text.losses(PREDICTIONS)));
            });
            assertThat(error).isLessThan(1e-6);
        }
    }

    @Test
    void normIsOfThatWhichIsTrainedAlone() {
        // given
        TextNetwork text = TextNetwork.forTraining(SHAPE, 2, PREDICTIONS, 0.98);
        Adapters adapters = new Adapters(text.network(), RANK, SCALE, 0.98);
        Network network = text.network();
        try (BoundPlan bound = new Nd4jExecutor(Precision.DOUBLE).bind(network.plan())) {
            load(bound, text);
            adapters.begin(bound, 1, 5);
            bound.run(Network.GRADIENTS);
            double all = squares(values(bound, network.gradients()));
            double frozen = Adapters.frozen(network.layout()).parameters().stream()
                    .mapToDouble(matrix ->
                            squares(values(bound, network.layout().gradient(network.plan(), matrix.name()))))
                    .sum();

            // when
            double norm = adapters.squaredNorm(bound);

            // then
            double ofAdapters =
                    squares(values(bound, network.plan().real(Adapters.GRADIENTS, adapters.trained() - free(network))));
            assertThat(ofAdapters).isPositive();
            assertThat(norm).isCloseTo(all - frozen + ofAdapters, within(1e-9 * norm));
        }
    }

    @Test
    void theBlockOfADecoderAndHeadsAreTrainedInFull() {
        // given
        ParameterLayout layout =
                AutoencoderNetwork.layout(new AutoencoderShape(new ImageShape(4, 2, 8, 2, 2, 0.3), 8, 2));

        // then
        assertThat(Adapters.frozen(layout).parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "block.0.attention.input.weight",
                        "block.0.attention.output.weight",
                        "block.0.feedforward.input.weight",
                        "block.0.feedforward.output.weight",
                        "block.1.attention.input.weight",
                        "block.1.attention.output.weight",
                        "block.1.feedforward.input.weight",
                        "block.1.feedforward.output.weight");
        assertThat(Adapters.free(layout).elements() + Adapters.frozen(layout).elements())
                .isEqualTo(layout.elements());
    }

    @Test
    void aNetworkWithoutABlockIsRefused() {
        assertThatThrownBy(() -> new Adapters(new LinearRegression(2).network(), RANK, SCALE, 0.98))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adapter.rank was 2")
                .hasMessageContaining("set it to 0");
    }

    private static long free(Network network) {
        return Adapters.free(network.layout()).elements();
    }

    private static void load(BoundPlan bound, TextNetwork text) {
        bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
        bound.write(text.tokens(), new int[] {5, 7, 5, 11, 3, 18, 0, 0});
        bound.write(text.mask(), new float[] {0, 0, 0, 0, 0, 0, -1e9f, -1e9f});
        bound.write(text.predictedRows(PREDICTIONS), new int[] {1, 5, -1});
        bound.write(text.predictedTokens(PREDICTIONS), new int[] {9, 4, -1});
    }

    private static Tensor vector(Adapters adapters, TextNetwork text, String name) {
        return Objects.requireNonNull(adapters.state().get(name))
                .vector(text.network().plan(), name);
    }

    private static double[] values(BoundPlan bound, Tensor tensor) {
        return LongStream.range(0, tensor.elements())
                .mapToDouble(i -> bound.get(tensor, i))
                .toArray();
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
