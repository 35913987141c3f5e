package io.perennial.evaluator.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpaceSimilarityTest {
    @Test
    void aRotatedAndScaledSpaceIsTheSameSpace() {
        // given
        float[][] space = gaussian(60, 4, 1);
        float[][] turned = new float[60][4];
        for (int i = 0; i < 60; i++) {
            turned[i][0] = 3 * (0.6f * space[i][0] - 0.8f * space[i][1]);
            turned[i][1] = 3 * (0.8f * space[i][0] + 0.6f * space[i][1]);
            turned[i][2] = -3 * space[i][3];
            turned[i][3] = 3 * space[i][2];
        }

        // when
        double[] overlap = SpaceSimilarity.neighbourOverlap(space, turned, 5);
        double alignment = SpaceSimilarity.linearAlignment(space, turned);

        // then
        assertThat(Arrays.stream(overlap).average().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(alignment).isCloseTo(1, within(1e-6));
    }

    @Test
    void unrelatedSpacesShareNeighboursByChanceOnly() {
        // given
        float[][] left = gaussian(101, 8, 1);
        float[][] right = gaussian(101, 16, 2);

        // when
        double[] overlap = SpaceSimilarity.neighbourOverlap(left, right, 10);

        // then: 10 of 100 others
        assertThat(Arrays.stream(overlap).average().orElseThrow()).isCloseTo(0.1, within(0.03));
    }

    @Test
    void alignmentAgreesWithTheFeatureFormula() {
        // given: |Y'X|^2 / (|X'X| |Y'Y|) with columns centred by hand
        float[][] left = {{1, 0}, {-1, 1}, {0, -1}};
        float[][] right = {{2}, {0}, {-2}};
        double cross = 2.0 * 2 + 2.0 * 2;
        double leftNorm = Math.sqrt(2 * 2 + 2 * 2 + 2 * 1 * 1);
        double expected = cross / (leftNorm * 8);

        // when
        double alignment = SpaceSimilarity.linearAlignment(left, right);

        // then: X'X = [[2,-1],[-1,2]], Y'X = [2, 2]
        assertThat(alignment).isCloseTo(expected, within(1e-9));
    }

    @Test
    void moreNeighboursThanItemsAreRefused() {
        assertThatThrownBy(() -> SpaceSimilarity.neighbourOverlap(new float[3][2], new float[3][2], 3))
                .hasMessageContaining("saw 3, 3 and 3");
    }

    private static float[][] gaussian(int count, int dimensions, long seed) {
        Random random = new Random(seed);
        float[][] vectors = new float[count][dimensions];
        for (float[] vector : vectors) {
            for (int j = 0; j < dimensions; j++) {
                vector[j] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }
}
