package io.perennial.evaluator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CollapseTest {
    /** Expected: {@code s = svd(z - z.mean(0)); p = s / s.sum() + 1e-7; exp(-sum(p * log(p)))} in NumPy. */
    @Test
    void rankMeAgreesWithTheSingularValuesOfNumPy() {
        // given
        LabelledVectors data = SyntheticVectors.waves(0, 120);

        // when
        Collapse collapse = Collapse.of(data.vectors());

        // then
        assertThat(collapse.rankMe()).isCloseTo(4.436446317652539, within(1e-5));
    }

    @Test
    void eigenvaluesAgreeWithNumPy() {
        // given: numpy.linalg.eigvalsh
        double[][] matrix = {{4, 1, 2, 0.5}, {1, 3, 0, 1}, {2, 0, 5, -1}, {0.5, 1, -1, 2}};

        // when
        double[] eigenvalues = SymmetricEigenvalues.of(matrix);

        // then
        Arrays.sort(eigenvalues);
        assertThat(eigenvalues)
                .containsExactly(
                        new double[] {1.0591994317817575, 1.880551441876537, 4.373174376300639, 6.687074750041067},
                        within(1e-12));
    }

    @Test
    void eigenvaluesOfAHundredByAHundredKeepTraceAndSquaredNorm() {
        // given
        double[][] matrix = new double[100][100];
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                matrix[i][j] = Math.cos(i + j) + Math.sin(i * j);
                squares += matrix[i][j] * matrix[i][j];
            }
            trace += matrix[i][i];
        }

        // when
        double[] eigenvalues = SymmetricEigenvalues.of(matrix);

        // then
        assertThat(Arrays.stream(eigenvalues).sum()).isCloseTo(trace, within(1e-9));
        assertThat(Arrays.stream(eigenvalues).map(v -> v * v).sum()).isCloseTo(squares, within(1e-7));
    }

    @Test
    void spreadOutVectorsHaveFullRankAndNoDeadDimension() {
        // given
        float[][] vectors = SyntheticVectors.clouds(500, 20, 1, 0, 1).vectors();

        // when
        Collapse collapse = Collapse.of(vectors);

        // then
        assertThat(collapse.rankMe()).isBetween(19.0, 20.0);
        assertThat(collapse.deadDimensions()).isZero();
        assertThat(collapse.meanAbsoluteCosine()).isBetween(0.1, 0.25);
    }

    @Test
    void vectorsOnOneLineAreSeen() {
        // given
        float[][] vectors = new float[100][10];
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 8; j++) {
                vectors[i][j] = (float) (Math.sin(i) * (j + 1));
            }
        }

        // when
        Collapse collapse = Collapse.of(vectors);

        // then
        assertThat(collapse.rankMe()).isBetween(1.0, 1.01);
        assertThat(collapse.meanAbsoluteCosine()).isCloseTo(1, within(1e-4));
        assertThat(collapse.deadDimensions()).isEqualTo(0.2);
    }

    @Test
    void aSharedOffsetIsNoCollapse() {
        // given
        float[][] vectors = SyntheticVectors.clouds(300, 10, 1, 0, 1).vectors();
        for (float[] vector : vectors) {
            for (int j = 0; j < vector.length; j++) {
                vector[j] += 20;
            }
        }

        // when
        Collapse collapse = Collapse.of(vectors);

        // then
        assertThat(collapse.meanCosine()).isGreaterThan(0.99);
        assertThat(collapse.meanAbsoluteCosine()).isLessThan(0.35);
    }

    @Test
    void equalVectorsHaveNoRank() {
        // given
        float[][] vectors = new float[50][4];
        Arrays.stream(vectors).forEach(vector -> Arrays.fill(vector, 3));

        // when
        Collapse collapse = Collapse.of(vectors);

        // then
        assertThat(collapse.rankMe()).isZero();
        assertThat(collapse.deadDimensions()).isEqualTo(1);
        assertThat(collapse.meanAbsoluteCosine()).isEqualTo(1);
    }

    @Test
    void oneNotANumberIsSeen() {
        // given
        float[][] vectors = {{1, 2}, {3, Float.NaN}};

        // when
        Collapse collapse = Collapse.of(vectors);

        // then
        assertThat(collapse.finite()).isFalse();
    }
}
