package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.TextShape.Attention;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledLossesTest {
    private static final int WIDTH = 8;
    private static final int PREDICTIONS = 3;
    private static final int[] WINDOWS = {5, 7, 5, 11, 3, 18, 0, 0, 0, 0, 0, 0};

    private final TextNetwork text = TextNetwork.forTraining(
            new TextShape(19, 4, WIDTH, 2, 2, 0.3, Attention.BOTH_WAYS, true, false, false),
            3,
            PREDICTIONS,
            0.98,
            true);
    private final PooledLosses pooled = text.pooled();
    private BoundPlan bound;

    @BeforeEach
    void bindWithoutWeights() {
        bound = new Nd4jExecutor(Precision.DOUBLE).bind(text.network().plan());
        text.prepare(bound);
        text.load(bound, WINDOWS, new float[] {0, 0, 0, 0, 0, 0, -1e9f, -1e9f, 0, -1e9f, -1e9f, -1e9f});
        bound.write(text.network().parameters(), GradientCheck.parameters(text.network()));
        bound.write(text.predictedRows(PREDICTIONS), new int[] {1, 5, -1});
        bound.write(text.predictedTokens(PREDICTIONS), new int[] {9, 4, -1});
        bound.write(pooled.shares(), new float[] {0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0});
        bound.write(pooled.filled(), new float[] {1, 1, 0});
        bound.write(pooled.swapped(), new int[] {1, 0, -1});
        bound.write(pooled.centre(), new float[WIDTH]);
        weigh(0, 0);
    }

    @AfterEach
    void close() {
        bound.close();
    }

    @Test
    void gradientsAreThoseOfTheWeightedSum() {
        // given
        bound.write(pooled.centre(), new float[] {0.3f, -0.2f, 0.1f, 0.7f, 0, 0, -1, 0.5f});
        weigh(0.7, 0.3);

        // when
        double error = GradientCheck.worstError(bound, text.network(), plan -> tokenLoss(plan) + pooled.sum(plan));

        // then
        assertThat(error).isLessThan(1e-6);
    }

    @Test
    void orderIsATossWhereTheOutputKnowsNothing() {
        // given
        weigh(1, 0);
        clear("order.weight");
        clear("order.bias");

        // when
        bound.run(Network.GRADIENTS);

        // then
        int pairs = 2;
        assertThat(pooled.sum(bound)).isCloseTo(pairs * Math.log(2), within(1e-9));
    }

    @Test
    void hypersphereIsASinglePointWhereAllMeansAreTheCentre() {
        // given
        weigh(0, 1);
        clear("final.norm.gain");
        float[] everywhere = {1, 2, 3, 4, 5, 6, 7, 8};
        bound.write(text.network().layout().parameter(text.network().plan(), "final.norm.bias"), everywhere);
        bound.write(pooled.centre(), everywhere);

        // when
        bound.run(Network.GRADIENTS);

        // then
        assertThat(pooled.sum(bound)).isCloseTo(0, within(1e-9));
    }

    @Test
    void hypersphereIsTheSquaredDistanceOfFilledWindows() {
        // given
        weigh(0, 1);
        clear("final.norm.gain");
        bound.write(
                text.network().layout().parameter(text.network().plan(), "final.norm.bias"),
                new float[] {1, 0, 0, 0, 0, 0, 0, 2});
        bound.write(pooled.centre(), new float[] {0, 0, 0, 0, 0, 0, 0, -1});

        // when
        bound.run(Network.GRADIENTS);

        // then
        int filled = 2;
        assertThat(pooled.sum(bound)).isCloseTo(filled * (1 + 9), within(1e-9));
    }

    @Test
    void withoutWeightOnlyTheTokensTrain() {
        // given
        bound.run(Network.GRADIENTS);
        double[] pooledGradients = gradients(bound, text);
        TextNetwork plain = TextNetwork.forTraining(new TextShape(19, 4, WIDTH, 2, 2, 0.3), 3, PREDICTIONS, 0.98);
        try (BoundPlan other =
                new Nd4jExecutor(Precision.DOUBLE).bind(plain.network().plan())) {
            for (Parameter parameter : plain.network().layout().parameters()) {
                Tensor from = text.network().layout().parameter(text.network().plan(), parameter.name());
                Tensor to = plain.network().layout().parameter(plain.network().plan(), parameter.name());
                for (long i = 0; i < parameter.elements(); i++) {
                    other.set(to, i, bound.get(from, i));
                }
            }
            plain.load(other, WINDOWS, new float[] {0, 0, 0, 0, 0, 0, -1e9f, -1e9f, 0, -1e9f, -1e9f, -1e9f});
            other.write(plain.predictedRows(PREDICTIONS), new int[] {1, 5, -1});
            other.write(plain.predictedTokens(PREDICTIONS), new int[] {9, 4, -1});

            // when
            other.run(Network.GRADIENTS);

            // then
            assertThat(pooledGradients).containsExactly(gradients(other, plain), within(1e-12));
        }
    }

    /** Gradients of the token table, where everything that was added up arrives. */
    private static double[] gradients(BoundPlan bound, TextNetwork text) {
        Tensor gradient = text.network().layout().gradient(text.network().plan(), "tokens");
        double[] values = new double[Math.toIntExact(gradient.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound.get(gradient, i);
        }
        return values;
    }

    private void weigh(double order, double hypersphere) {
        bound.set(pooled.orderScale(), 0, order);
        bound.set(pooled.distanceScale(), 0, hypersphere);
    }

    private void clear(String parameter) {
        Tensor tensor = text.network().layout().parameter(text.network().plan(), parameter);
        bound.write(tensor, new float[Math.toIntExact(tensor.elements())]);
    }

    private double tokenLoss(BoundPlan plan) {
        return Sums.of(plan, text.losses(PREDICTIONS));
    }
}
