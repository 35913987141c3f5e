package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenHardnessTest {
    private static final int VOCABULARY = 300;
    private static final int DRAWS = 20_000;

    private TokenHardness hardness;
    private Network network;
    private BoundPlan bound;

    @BeforeEach
    void bind() {
        TextShape shape = new TextShape(VOCABULARY, 8, 16, 2, 1, 0.02);
        hardness = new TokenHardness(VOCABULARY);
        network = hardness.over(TextNetwork.forTraining(shape, 2, 4, 0.98).network());
        bound = new Nd4jExecutor(Precision.FLOAT).bind(network.plan());
    }

    @AfterEach
    void close() {
        bound.close();
    }

    @Test
    void firstLossIsTakenAndLaterOnesAreFollowedByATenth() {
        // when
        hardness.begin(bound, network, 1);
        hardness.follow(bound, network, new int[] {7, 9, 7, -1}, new float[] {2, 5, 4, 0});
        hardness.begin(bound, network, 1);
        hardness.follow(bound, network, new int[] {7, -1, -1, -1}, new float[] {1, 0, 0, 0});

        // then
        float[] losses = losses();
        assertThat(losses[7]).isCloseTo(3 + 0.1f * (1 - 3), within(1e-6f));
        assertThat(losses[9]).isEqualTo(5);
        assertThat(losses[8]).isZero();
    }

    @Test
    void oneTokenIsChosenWithItsShareOfTheLosses() {
        // given losses of 1, 3 and 4 nats
        learn();

        // when
        double[] shares = shares(1);

        // then
        assertThat(shares).containsExactly(new double[] {1 / 8.0, 3 / 8.0, 4 / 8.0}, within(0.01));
    }

    @Test
    void evenPartOfTheChanceIsLeftToEveryToken() {
        // given
        learn();

        // when
        double[] shares = shares(0.4);

        // then
        assertThat(shares)
                .containsExactly(
                        new double[] {0.6 / 3 + 0.4 / 8, 0.6 / 3 + 0.4 * 3 / 8, 0.6 / 3 + 0.4 * 4 / 8}, within(0.01));
    }

    @Test
    void tokensThatWereNeverPredictedAreTypical() {
        // when
        double[] shares = shares(1);

        // then
        assertThat(shares).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(0.01));
    }

    @Test
    void chosenTokensComeOnceEach() {
        // given
        learn();
        hardness.begin(bound, network, 1);
        int[] windows = {10, 11, 12, 10, 11, 12};
        int[] candidates = {0, 1, 2, 3, 4, 5};

        // when
        hardness.choose(candidates, 6, 4, windows, new CounterRandom(1, Purpose.MASKED_TOKENS, 1));

        // then
        assertThat(Arrays.copyOf(candidates, 4)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(candidates, 0, 4)).allMatch(row -> row >= 0 && row < 6);
    }

    private void learn() {
        hardness.begin(bound, network, 1);
        hardness.follow(bound, network, new int[] {10, 11, 12, -1}, new float[] {1, 3, 4, 0});
    }

    /** How often each of the tokens 10, 11 and 12 is the one that is chosen. */
    private double[] shares(double hardShare) {
        int[] windows = {10, 11, 12};
        double[] shares = new double[3];
        hardness.begin(bound, network, hardShare);
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] candidates = {0, 1, 2};
            hardness.choose(candidates, 3, 1, windows, new CounterRandom(1, Purpose.MASKED_TOKENS, draw));
            shares[candidates[0]] += 1.0 / DRAWS;
        }
        return shares;
    }

    private float[] losses() {
        float[] losses = new float[VOCABULARY];
        bound.read(network.vector(TokenHardness.LOSSES), losses);
        return losses;
    }
}
