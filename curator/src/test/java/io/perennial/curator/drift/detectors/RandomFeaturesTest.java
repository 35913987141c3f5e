package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomFeaturesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 64})
    void featuresAreCosineAndSineOfTheProjections(int dimension) {
        // given
        double bandwidth = 0.3;
        RandomFeatures features = new RandomFeatures(dimension, 32, bandwidth, 17);
        float[] vector = Vectors.normal(new Random(1), dimension, 0);
        float[] projected = new float[32];

        // when
        features.project(vector, projected);

        // then: the same normal directions, drawn again, in double precision
        Random directions = new Random(17);
        for (int pair = 0; pair < 16; pair++) {
            double angle = 0;
            for (int i = 0; i < dimension; i++) {
                angle += directions.nextGaussian() / bandwidth * vector[i];
            }
            assertThat(projected[pair]).isCloseTo((float) Math.cos(angle), within(1e-4f));
            assertThat(projected[16 + pair]).isCloseTo((float) Math.sin(angle), within(1e-4f));
        }
    }

    @Test
    void theInnerProductIsCloseToTheKernel() {
        // given
        int dimension = 16;
        RandomFeatures features = new RandomFeatures(dimension, 2_048, 4, 18);
        Random random = new Random(2);
        float[] first = new float[2_048];
        float[] second = new float[2_048];

        for (int run = 0; run < 5; run++) {
            float[] one = Vectors.normal(random, dimension, 0);
            float[] other = Vectors.normal(random, dimension, 0.5);

            // when
            features.project(one, first);
            features.project(other, second);
            double inner = 0;
            double squares = 0;
            for (int i = 0; i < first.length; i++) {
                inner += first[i] * second[i] / 1_024.0;
                squares += first[i] * first[i] / 1_024.0;
            }

            // then
            double distance = 0;
            for (int i = 0; i < dimension; i++) {
                distance += (one[i] - other[i]) * (one[i] - other[i]);
            }
            assertThat(inner).isCloseTo(Math.exp(-distance / (2 * 4 * 4)), within(0.1));
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void theMedianBandwidthIsTheRootOfHalfTheMedianSquaredDistance() {
        // given: squared distances 1, 4 and 9
        List<float[]> vectors = List.of(new float[] {0}, new float[] {1}, new float[] {3});

        // when, then
        assertThat(RandomFeatures.medianBandwidth(vectors)).isEqualTo(Math.sqrt(2));
    }

    @Test
    void whatCannotBeProjectedIsRefused() {
        // given
        RandomFeatures features = new RandomFeatures(2, 4, 1e-3, 19);
        float[] into = new float[4];

        // when, then
        assertThatThrownBy(() -> features.project(new float[] {1, Float.NaN}, into))
                .hasMessageContaining("NaN turns");
        assertThatThrownBy(() -> features.project(new float[] {1e9f, 1}, into)).hasMessageContaining("bandwidth");
        assertThatThrownBy(() -> features.project(new float[3], into))
                .hasMessage("coordinates of the vector must be 2, was 3");
        assertThatThrownBy(() -> new RandomFeatures(2, 3, 1, 1)).hasMessage("features modulo 2 must be 0, was 1");
    }
}
