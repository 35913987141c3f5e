package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BarlowTwinsLossTest {
    private static final int PICTURES = 4;
    private static final int WIDTH = 3;
    private static final float[][] UNCORRELATED = {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};

    @Test
    void equalViewsWithUncorrelatedDimensionsCostNothing() {
        try (LossOnProjections loss = loss()) {
            assertThat(loss.mean(twice(UNCORRELATED))).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void dimensionsThatAreAllTheSameCostTheirRedundancy() {
        try (LossOnProjections loss = loss()) {
            // given
            float[][] same = {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {7, 7, 7}};

            // when
            double mean = loss.mean(twice(same));

            // then
            assertThat(mean).isCloseTo(5e-3 * WIDTH * (WIDTH - 1), within(1e-6));
        }
    }

    @Test
    void scaleAndShiftOfADimensionDoNotMatter() {
        try (LossOnProjections loss = loss()) {
            // given
            float[][] rows = loss.random();
            double before = loss.mean(rows);
            for (float[] row : rows) {
                row[1] = 3 * row[1] + 5;
            }

            // when
            double after = loss.mean(rows);

            // then
            assertThat(after).isCloseTo(before, within(1e-4));
        }
    }

    @Test
    void gradientIsThatOfTheLoss() {
        try (LossOnProjections loss = loss()) {
            assertThat(loss.gradientError(loss.random())).isLessThan(1e-6);
        }
    }

    private static LossOnProjections loss() {
        return new LossOnProjections(PICTURES, WIDTH, plan -> new BarlowTwinsLoss(plan, PICTURES, WIDTH));
    }

    private static float[][] twice(float[][] view) {
        float[][] rows = new float[2 * view.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = view[i % view.length];
        }
        return rows;
    }
}
