package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddingSpaceTest {
    @Test
    void rankOfVectorsOnALineIsOne() {
        // given
        float[][] line = {{1, 2, 3}, {2, 4, 6}, {-1, -2, -3}, {5, 10, 15}};

        // then
        assertThat(new EmbeddingSpace(line).effectiveRank()).isCloseTo(1, within(1e-6));
    }

    @Test
    void rankOfEvenlySpreadVectorsIsTheWidth() {
        // given
        float[][] cross = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};

        // then
        assertThat(new EmbeddingSpace(cross).effectiveRank()).isCloseTo(3, within(1e-9));
        assertThat(new EmbeddingSpace(cross).deviation()).isCloseTo(Math.sqrt(1.0 / 3), within(1e-12));
    }

    @Test
    void mapKeepsTheVarianceOfTheTwoWidestDirections() {
        // given points whose third coordinate is small, turned in space
        Random random = new Random(1);
        float[][] points = new float[200][3];
        for (float[] point : points) {
            double wide = 10 * random.nextGaussian();
            double narrow = 3 * random.nextGaussian();
            double thin = 0.1 * random.nextGaussian();
            point[0] = (float) (0.6 * wide - 0.8 * narrow);
            point[1] = (float) (0.8 * wide + 0.6 * narrow);
            point[2] = (float) thin;
        }

        // when
        double[][] map = new EmbeddingSpace(points).map();

        // then
        assertThat(deviation(map, 0)).isBetween(8.5, 11.5);
        assertThat(deviation(map, 1)).isBetween(2.5, 3.5);
    }

    @Test
    void neighboursPointInTheSameDirection() {
        // given
        float[][] vectors = {{5, 0}, {0, 5}, {-5, 0}, {0, -5}, {4, 1}};

        // when
        EmbeddingSpace space = new EmbeddingSpace(vectors);

        // then
        assertThat(space.nearest(0, 1)).containsExactly(4);
        assertThat(space.sourceAgreement(List.of("a", "a", "a", "a", "a"))).isEqualTo(1);
    }

    private static double deviation(double[][] map, int axis) {
        double squares = 0;
        for (double[] point : map) {
            squares += point[axis] * point[axis];
        }
        return Math.sqrt(squares / map.length);
    }
}
