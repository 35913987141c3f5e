package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddingSpreadTest {
    @Test
    void equalEmbeddingsHaveNoSpread() {
        // given
        float[][] vectors = new float[20][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = new float[] {0.3f, -2, 5};
        }

        // when
        EmbeddingSpread spread = EmbeddingSpread.of(vectors);

        // then
        assertThat(spread.rankMe()).isZero();
        assertThat(spread.deviation()).isZero();
    }

    @Test
    void embeddingsOnOneLineHaveRankOne() {
        // given
        float[][] vectors = new float[20][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = new float[] {i, -2 * i, 5 + i};
        }

        // then
        assertThat(EmbeddingSpread.of(vectors).rankMe()).isCloseTo(1, within(1e-4));
    }

    @Test
    void oppositeUnitVectorsHaveTheRankOfTheSpaceAndDeviationOne() {
        // given both directions of each of 8 axes
        float[][] vectors = new float[16][8];
        for (int axis = 0; axis < 8; axis++) {
            vectors[2 * axis][axis] = 3;
            vectors[2 * axis + 1][axis] = -3;
        }

        // when
        EmbeddingSpread spread = EmbeddingSpread.of(vectors);

        // then
        assertThat(spread.rankMe()).isCloseTo(8, within(1e-3));
        assertThat(spread.deviation()).isCloseTo(1, within(1e-12));
    }

    @Test
    void rankIsTheExponentialOfTheEntropyOfTheSingularValues() {
        // given four axes with singular values 4 : 2 : 1 : 1
        double[] lengths = {4, 2, 1, 1};
        float[][] vectors = new float[8][4];
        for (int axis = 0; axis < 4; axis++) {
            vectors[2 * axis][axis] = (float) lengths[axis];
            vectors[2 * axis + 1][axis] = (float) -lengths[axis];
        }

        // then with shares 1/2, 1/4, 1/8, 1/8 the entropy is 7/4 bits
        assertThat(EmbeddingSpread.of(vectors).rankMe()).isCloseTo(Math.pow(2, 1.75), within(1e-4));
    }

    @Test
    void randomDirectionsFillTheSpace() {
        // given
        Random random = new Random(1);
        float[][] vectors = new float[64][32];
        for (float[] vector : vectors) {
            for (int j = 0; j < vector.length; j++) {
                vector[j] = (float) random.nextGaussian();
            }
        }

        // when
        EmbeddingSpread spread = EmbeddingSpread.of(vectors);

        // then
        assertThat(spread.deviation()).isCloseTo(1, within(0.03));
        assertThat(spread.rankMe()).isBetween(26.0, 32.0);
    }

    @Test
    void numbersThatAreNoneGiveNone() {
        // given
        float[][] vectors = {{1, Float.NaN}, {1, 2}};

        // when
        EmbeddingSpread spread = EmbeddingSpread.of(vectors);

        // then
        assertThat(spread.rankMe()).isNaN();
        assertThat(spread.deviation()).isNaN();
    }
}
