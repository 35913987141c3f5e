package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VicRegLossTest {
    private static final int PICTURES = 5;
    private static final int WIDTH = 4;

    @Test
    void constantViewsCostWhatTheMissingDeviationCosts() {
        try (LossOnProjections loss = loss()) {
            // given
            float[][] constant = new float[2 * PICTURES][WIDTH];

            // when
            double mean = loss.mean(constant);

            // then
            assertThat(mean).isCloseTo(25 * (1 - Math.sqrt(1e-4)), within(1e-9));
        }
    }

    @Test
    void randomProjectionsGiveWhatPlainLoopsGive() {
        try (LossOnProjections loss = loss()) {
            // given
            float[][] rows = loss.random();

            // when
            double mean = loss.mean(rows);

            // then
            assertThat(mean).isCloseTo(byLoops(rows), within(1e-9));
        }
    }

    @Test
    void gradientIsThatOfTheLoss() {
        try (LossOnProjections loss = loss()) {
            assertThat(loss.gradientError(loss.random())).isLessThan(1e-6);
        }
    }

    private static LossOnProjections loss() {
        return new LossOnProjections(PICTURES, WIDTH, plan -> new VicRegLoss(plan, PICTURES, WIDTH));
    }

    private static double byLoops(float[][] rows) {
        double invariance = 0;
        for (int i = 0; i < PICTURES; i++) {
            for (int j = 0; j < WIDTH; j++) {
                invariance += Math.pow((double) rows[i][j] - rows[PICTURES + i][j], 2) / (PICTURES * WIDTH);
            }
        }
        double loss = 25 * invariance;
        for (int first = 0; first < rows.length; first += PICTURES) {
            for (int j = 0; j < WIDTH; j++) {
                loss += 12.5 * Math.max(0, 1 - Math.sqrt(covariance(rows, first, j, j) + 1e-4)) / WIDTH;
                for (int k = 0; k < WIDTH; k++) {
                    loss += j == k ? 0 : Math.pow(covariance(rows, first, j, k), 2) / WIDTH;
                }
            }
        }
        return loss;
    }

    private static double covariance(float[][] rows, int first, int j, int k) {
        double sum = 0;
        for (int i = first; i < first + PICTURES; i++) {
            sum += (rows[i][j] - mean(rows, first, j)) * (rows[i][k] - mean(rows, first, k));
        }
        return sum / (PICTURES - 1);
    }

    private static double mean(float[][] rows, int first, int column) {
        double sum = 0;
        for (int i = first; i < first + PICTURES; i++) {
            sum += rows[i][column];
        }
        return sum / PICTURES;
    }
}
