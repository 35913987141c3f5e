package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContrastiveLossTest {
    private static final int PICTURES = 4;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 10})
    void viewsThatAllPointTheSameWayCannotBeToldApart(double temperature) {
        // given
        float[][] rows = new float[2 * PICTURES][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[] {i + 1, 2 * (i + 1), 0};
        }

        // when
        double loss = loss(temperature, rows);

        // then
        assertThat(loss).isCloseTo(Math.log(2 * PICTURES - 1), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 10})
    void perfectPairsThatAreOrthogonalToTheRestHaveTheirClosedForm(double temperature) {
        // given
        float[][] rows = new float[2 * PICTURES][PICTURES];
        for (int i = 0; i < rows.length; i++) {
            rows[i][i % PICTURES] = 1;
        }

        // when
        double loss = loss(temperature, rows);

        // then
        assertThat(loss).isCloseTo(Math.log1p((2 * PICTURES - 2) * Math.exp(-1 / temperature)), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 10})
    void randomProjectionsGiveWhatPlainLoopsGive(double temperature) {
        try (LossOnProjections loss = losses(5, temperature)) {
            // given
            float[][] rows = loss.random();

            // when
            double mean = loss.mean(rows);

            // then
            assertThat(mean).isCloseTo(byLoops(rows, temperature), within(1e-9));
        }
    }

    @Test
    void gradientIsThatOfTheLoss() {
        try (LossOnProjections loss = losses(5, 0.5)) {
            assertThat(loss.gradientError(loss.random())).isLessThan(1e-6);
        }
    }

    private static double loss(double temperature, float[][] rows) {
        try (LossOnProjections loss = losses(rows[0].length, temperature)) {
            return loss.mean(rows);
        }
    }

    private static LossOnProjections losses(int width, double temperature) {
        return new LossOnProjections(PICTURES, width, plan -> new ContrastiveLoss(plan, PICTURES, temperature));
    }

    private static double byLoops(float[][] rows, double temperature) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double others = 0;
            for (int j = 0; j < rows.length; j++) {
                others += i == j ? 0 : Math.exp(cosine(rows[i], rows[j]) / temperature);
            }
            int partner = (i + rows.length / 2) % rows.length;
            sum += Math.log(others) - cosine(rows[i], rows[partner]) / temperature;
        }
        return sum / rows.length;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product / Math.sqrt(squares(a) * squares(b));
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }
}
