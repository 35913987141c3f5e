package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DistillationNetworkTest {
    private static final int PICTURES = 3;
    private static final int PROTOTYPES = 7;

    private final DistillationNetwork network = new DistillationNetwork(
            new ViewShape(new ImageShape(4, 2, 8, 2, 1, 0.3), PerceptronShape.plain(8, 12, 6), PICTURES, 0.98),
            DistillationShape.usual(PROTOTYPES, 2, 2, 0.9));
    private final BoundPlan bound =
            new Nd4jExecutor(Precision.DOUBLE).bind(network.network().plan());

    @BeforeEach
    void start() {
        float[] parameters = GradientCheck.parameters(network.network());
        bound.write(network.network().parameters(), parameters);
        network.start(parameters, 1)
                .forEach((name, values) -> bound.write(network.network().vector(name), values));
        network.prepare(bound);
        for (Views views : network.views()) {
            bound.write(views.patches(), GradientCheck.random(views.patches(), 1));
        }
    }

    @AfterEach
    void close() {
        bound.close();
    }

    @Test
    void prototypesThatAreAllAlikeCannotBeToldApart() {
        // given
        Tensor prototypes =
                network.network().layout().parameter(network.network().plan(), "prototypes");
        for (int i = 0; i < prototypes.elements(); i++) {
            bound.set(prototypes, i, 1 + i % 6);
        }

        // when
        bound.run(Network.GRADIENTS);

        // then
        assertThat(network.lossSum(bound) / network.scored()).isCloseTo(Math.log(PROTOTYPES), within(1e-9));
    }

    @Test
    void centreMovesATenthOfTheWayToTheMeanOfTheTeachersScores() {
        // given
        Tensor centre = network.network().vector(DistillationNetwork.CENTRE);
        Tensor scores = network.network().plan().real("teacher.scores", 2 * PICTURES, PROTOTYPES);
        bound.set(centre, 2, 0.5);
        bound.run(Network.GRADIENTS);
        double mean = 0;
        for (int row = 0; row < 2 * PICTURES; row++) {
            mean += bound.get(scores, row * PROTOTYPES + 2) / (2 * PICTURES);
        }

        // when
        network.updated(bound, 1);

        // then
        assertThat(bound.get(centre, 2)).isCloseTo(0.9 * 0.5 + 0.1 * mean, within(1e-12));
    }

    @Test
    void lossIsThatOfPlainLoopsOverPairsOfViews() {
        // given
        bound.run(Network.GRADIENTS);
        int width = 6;
        Tensor student = network.network().plan().real("directions", 4 * PICTURES, width);
        Tensor prototypes = network.network().plan().real("prototypes.directions", PROTOTYPES, width);
        Tensor teacher = network.network().plan().real("teacher.scores", 2 * PICTURES, PROTOTYPES);

        // when
        double sum = 0;
        for (int picture = 0; picture < PICTURES; picture++) {
            for (int from = 0; from < 2; from++) {
                double[] target = new double[PROTOTYPES];
                for (int k = 0; k < PROTOTYPES; k++) {
                    target[k] = bound.get(teacher, (from * PICTURES + picture) * PROTOTYPES + k) / 0.04;
                }
                for (int to = 0; to < 4; to++) {
                    double[] scores = new double[PROTOTYPES];
                    for (int k = 0; k < PROTOTYPES; k++) {
                        for (int i = 0; i < width; i++) {
                            scores[k] += bound.get(student, (to * PICTURES + picture) * width + i)
                                    * bound.get(prototypes, k * width + i)
                                    / 0.1;
                        }
                    }
                    sum += from == to ? 0 : crossEntropy(target, scores);
                }
            }
        }

        // then
        assertThat(network.lossSum(bound)).isCloseTo(sum, within(1e-6));
    }

    private static double crossEntropy(double[] target, double[] scores) {
        double loss = 0;
        for (int k = 0; k < target.length; k++) {
            loss -= Math.exp(target[k] - logSum(target)) * (scores[k] - logSum(scores));
        }
        return loss;
    }

    private static double logSum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value);
        }
        return Math.log(sum);
    }
}
