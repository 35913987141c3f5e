package io.perennial.evaluator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinearProbeTest {
    /**
     * Expected: scikit-learn 1.9.1, the C of {@code 10**linspace(-6, 5, 13)} with the least log loss on rows 120 to 159 (it is 1e5),
     * refitted on rows 0 to 159, asked on rows 160 to 259, standardised by rows 0 to 119.
     */
    @Test
    void accuracyAndLogLossAgreeWithScikitLearn() {
        // given
        LabelledVectors train = SyntheticVectors.waves(0, 120);
        LabelledVectors validation = SyntheticVectors.waves(120, 160);
        LabelledVectors test = SyntheticVectors.waves(160, 260);

        // when
        ProbeResult result = new LinearProbe().evaluate(train, validation, test, 3);

        // then
        assertThat(result.accuracy()).isEqualTo(0.72);
        assertThat(result.logLoss()).isCloseTo(0.5018474800240807, within(1e-4));
        assertThat(result.correct()).hasSize(100);
    }

    @Test
    void theSameVectorsGiveTheSameBits() {
        // given
        LabelledVectors train = SyntheticVectors.clouds(120, 16, 4, 1.5, 1);
        LabelledVectors validation = SyntheticVectors.clouds(60, 16, 4, 1.5, 2);
        LabelledVectors test = SyntheticVectors.clouds(100, 16, 4, 1.5, 3);

        // when
        ProbeResult first = new LinearProbe().evaluate(train, validation, test, 4);
        ProbeResult again = new LinearProbe().evaluate(train, validation, test, 4);

        // then
        assertThat(again.logLosses()).isEqualTo(first.logLosses());
        assertThat(again.correct()).isEqualTo(first.correct());
    }

    @Test
    void theScaleOfTheEmbeddingsDoesNotMatter() {
        // given
        LabelledVectors train = SyntheticVectors.clouds(120, 8, 3, 1, 1);
        LabelledVectors validation = SyntheticVectors.clouds(60, 8, 3, 1, 2);
        LabelledVectors test = SyntheticVectors.clouds(90, 8, 3, 1, 3);

        // when
        ProbeResult plain = new LinearProbe().evaluate(train, validation, test, 3);
        ProbeResult scaled = new LinearProbe().evaluate(scaled(train), scaled(validation), scaled(test), 3);

        // then
        assertThat(scaled.correct()).isEqualTo(plain.correct());
        assertThat(scaled.logLoss()).isCloseTo(plain.logLoss(), within(1e-6));
    }

    @Test
    void labelsThatHaveNothingToDoWithTheVectorsStayNearChance() {
        // given
        LabelledVectors train = SyntheticVectors.clouds(200, 8, 4, 0, 1);
        LabelledVectors validation = SyntheticVectors.clouds(100, 8, 4, 0, 2);
        LabelledVectors test = SyntheticVectors.clouds(400, 8, 4, 0, 3);

        // when
        ProbeResult result = new LinearProbe().evaluate(train, validation, test, 4);

        // then
        assertThat(result.accuracy()).isBetween(0.17, 0.33);
        assertThat(result.logLoss()).isCloseTo(Math.log(4), within(0.05));
    }

    private static LabelledVectors scaled(LabelledVectors data) {
        float[][] vectors = new float[data.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = data.vectors()[i].clone();
            for (int j = 0; j < vectors[i].length; j++) {
                vectors[i][j] = 1024 * vectors[i][j];
            }
        }
        return new LabelledVectors(vectors, data.labels());
    }
}
