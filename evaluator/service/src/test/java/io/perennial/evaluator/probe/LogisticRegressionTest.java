package io.perennial.evaluator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Expected weights: scikit-learn 1.9.1, {@code LogisticRegression(C=C, tol=1e-12, max_iter=100000).fit(StandardScaler()
 * .fit_transform(x), y)} on rows 0 to 119 of {@link SyntheticVectors#waves}.
 */
class LogisticRegressionTest {
    @Test
    void strongRegularisationGivesTheWeightsOfScikitLearn() {
        assertWeights(0.01, new double[] {
            -0.1724008360785414,
            -0.11663321362200658,
            0.15640684014706882,
            0.04290591613733749,
            0.050851936831786286,
            -0.025276960732607687,
            0.0062175666903108665,
            -0.07377783812998996,
            0.07175319656700005,
            -0.08344019584706829,
            -0.09103821044776693,
            0.07129043454558165,
            0.1661832693882305,
            0.19041105175199646,
            -0.22816003671406887,
            0.040534279709730794,
            0.040186273615980636,
            -0.046013473812973923
        });
    }

    @Test
    void weakRegularisationGivesTheWeightsOfScikitLearn() {
        assertWeights(100, new double[] {
            -3.293112384785306,
            -2.994179426473665,
            3.0700986773110115,
            -0.2850697938690994,
            -0.9451523962136865,
            -1.1953363622652866,
            -0.4126893444295202,
            -0.22354944689355266,
            -0.7316473270067724,
            -0.5718402475854608,
            -0.03289311400770668,
            2.1923724207709228,
            3.70580172921485,
            3.217728873367221,
            -2.3384513503042466,
            0.8569100414545628,
            0.9780455102213994,
            -0.9970360585056476
        });
    }

    @Test
    void theGradientAgreesWithCentralDifferences() {
        // given
        LabelledVectors data = SyntheticVectors.waves(0, 30);
        double[][] features = new Standardisation(data.vectors()).apply(data.vectors());
        LogisticRegression regression = new LogisticRegression(3, 5, 1e-9, 10);
        double[] weights = new double[18];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sin(i);
        }
        double[] gradient = new double[18];
        regression.loss(features, data.labels(), 2, weights, gradient);

        for (int i = 0; i < weights.length; i++) {
            // when
            double h = 1e-5;
            double[] above = weights.clone();
            double[] below = weights.clone();
            above[i] += h;
            below[i] -= h;
            double slope = (regression.loss(features, data.labels(), 2, above, new double[18])
                            - regression.loss(features, data.labels(), 2, below, new double[18]))
                    / (2 * h);

            // then
            assertThat(gradient[i]).isCloseTo(slope, within(1e-6));
        }
    }

    private static void assertWeights(double c, double[] expected) {
        // given
        LabelledVectors data = SyntheticVectors.waves(0, 120);
        double[][] features = new Standardisation(data.vectors()).apply(data.vectors());
        LogisticRegression regression = new LogisticRegression(3, 5, 1e-10, 5000);

        // when
        double[] weights = regression.fit(features, data.labels(), c, regression.zeros());

        // then
        assertThat(weights).containsExactly(expected, within(2e-5));
    }
}
