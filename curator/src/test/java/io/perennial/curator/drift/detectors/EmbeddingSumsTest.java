package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Centroid and maximum mean discrepancy from sums, beside the definitions. */
class EmbeddingSumsTest {
    private static final int DIMENSION = 8;
    private static final EncoderVersion ENCODER = new EncoderVersion("texts-7", 3);
    private static final RandomFeatures FEATURES = new RandomFeatures(DIMENSION, 256, Math.sqrt(DIMENSION), 5);

    @Test
    void momentsAreThoseOfTheDefinition() {
        // given
        List<float[]> vectors = normal(new Random(1), 500, 3);
        EmbeddingMoments moments = moments(vectors);

        // when
        double trace = 0;
        for (int i = 0; i < DIMENSION; i++) {
            int coordinate = i;
            double mean = vectors.stream()
                    .mapToDouble(vector -> vector[coordinate])
                    .average()
                    .orElseThrow();
            double variance = vectors.stream()
                            .mapToDouble(vector -> Math.pow(vector[coordinate] - mean, 2))
                            .sum()
                    / 499;
            trace += variance;
            assertThat(moments.mean(i)).isCloseTo(mean, within(1e-12));
            assertThat(moments.variance(i)).isCloseTo(variance, within(1e-12));
        }

        // then
        assertThat(moments.trace()).isCloseTo(trace, within(1e-11));
    }

    @Test
    void theSquaredDistanceIsTheUnbiasedEstimateOverAllPairs() {
        // given
        Random random = new Random(2);
        List<float[]> one = normal(random, 30, 0);
        List<float[]> other = normal(random, 20, 1);

        // when
        double ofSums = sums(one).features().squaredDistance(sums(other).features());

        // then: with the kernel of the same random features
        double expected =
                meanKernel(one, one, true) + meanKernel(other, other, true) - 2 * meanKernel(one, other, false);
        assertThat(ofSums).isCloseTo(expected, within(1e-6));
        double biased =
                meanKernel(one, one, false) + meanKernel(other, other, false) - 2 * meanKernel(one, other, false);
        assertThat(sums(one).features().distance(sums(other).features())).isCloseTo(Math.sqrt(biased), within(1e-6));
    }

    @RepeatedTest(10)
    void statisticsOfMergedPartsAreThoseOfTheWhole(RepetitionInfo repetition) {
        // given
        Random random = new Random(repetition.getCurrentRepetition());
        EmbeddingSums reference = sums(normal(random, 300, 0));
        EmbeddingSums whole = new EmbeddingSums(FEATURES, ENCODER);
        EmbeddingSums[] parts = new EmbeddingSums[1 + random.nextInt(5)];
        Arrays.setAll(parts, part -> new EmbeddingSums(FEATURES, ENCODER));

        // when
        for (float[] vector : normal(random, 256, 0.1)) {
            whole.add(vector);
            parts[random.nextInt(parts.length)].add(vector);
        }
        EmbeddingSums merged = new EmbeddingSums(FEATURES, ENCODER);
        for (int part = parts.length - 1; part >= 0; part--) {
            merged.merge(EmbeddingSums.fromBytes(parts[part].toBytes(), FEATURES));
        }

        // then: to the last bit where whole numbers are summed
        EmbeddingShift ofWhole = reference.shift(whole);
        EmbeddingShift ofMerged = reference.shift(merged);
        assertThat(ofMerged.distance()).isEqualTo(ofWhole.distance());
        assertThat(ofMerged.squaredDistance()).isEqualTo(ofWhole.squaredDistance());
        assertThat(merged.features().toBytes()).isEqualTo(whole.features().toBytes());
        assertThat(ofMerged.centroidScore()).isCloseTo(ofWhole.centroidScore(), within(1e-12));
        assertThat(merged.moments().trace()).isCloseTo(whole.moments().trace(), within(1e-12));
    }

    @Test
    void chanceStaysBelowItsBounds() {
        // given
        Random random = new Random(3);
        int runs = 120;
        double falseAlarms = 0.05;
        double centroid = 0;
        double squared = 0;
        int centroidAlarms = 0;
        int distanceAlarms = 0;

        // when
        for (int run = 0; run < runs; run++) {
            EmbeddingSums reference = sums(normal(random, 200, 0));
            EmbeddingSums block = sums(normal(random, 100, 0));
            EmbeddingShift shift = reference.shift(block);
            centroid += shift.centroidScore() / runs;
            squared += shift.squaredDistance() / runs;
            centroidAlarms +=
                    shift.centroidScore() > reference.moments().centroidScoreByChance(block.moments(), falseAlarms)
                            ? 1
                            : 0;
            distanceAlarms +=
                    shift.distance() > reference.features().distanceByChance(block.features(), falseAlarms) ? 1 : 0;
        }

        // then
        assertThat(centroid).isCloseTo(1 + 100.0 / 200, within(0.15));
        assertThat(squared).isCloseTo(0, within(0.001));
        assertThat(centroidAlarms).isLessThanOrEqualTo(8);
        assertThat(distanceAlarms).isLessThanOrEqualTo(8);
    }

    @Test
    void aShiftOfTheMeanIsSeenByBothStatistics() {
        // given
        Random random = new Random(4);
        EmbeddingSums reference = sums(normal(random, 1_000, 0));

        // when
        EmbeddingSums block = sums(normal(random, 256, 0.5));

        // then
        EmbeddingShift shift = reference.shift(block);
        assertThat(shift.centroidScore())
                .isGreaterThan(reference.moments().centroidScoreByChance(block.moments(), 1e-6));
        assertThat(shift.distance()).isGreaterThan(reference.features().distanceByChance(block.features(), 1e-4));
        assertThat(shift.squaredDistance()).isGreaterThan(0.05);
    }

    @Test
    void aChangeOfTheSpreadIsSeenByTheFeaturesButNotByTheCentroid() {
        // given
        Random random = new Random(5);
        EmbeddingSums reference = sums(normal(random, 1_000, 0));
        EmbeddingSums block = new EmbeddingSums(FEATURES, ENCODER);

        // when
        for (int i = 0; i < 256; i++) {
            block.add(Vectors.wide(random, DIMENSION, 3));
        }

        // then
        EmbeddingShift shift = reference.shift(block);
        assertThat(shift.centroidScore()).isLessThan(9 * (1 + 256 / 1_000.0) * 2.5);
        assertThat(shift.distance()).isGreaterThan(reference.features().distanceByChance(block.features(), 1e-4));
    }

    @Test
    void sharesByCoordinateNameTheCoordinateThatMoved() {
        // given
        Random random = new Random(6);
        EmbeddingMoments reference = moments(normal(random, 1_000, 0));
        List<float[]> moved = normal(random, 500, 0);
        moved.forEach(vector -> vector[3] += 2);

        // when
        double[] shares = reference.sharesByCoordinate(moments(moved));

        // then
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
        assertThat(shares[3]).isGreaterThan(0.95);
    }

    @Test
    void embeddingsOfAnotherEncoderAndDamagedStatesAreRefused() {
        // given
        EmbeddingSums sums = sums(normal(new Random(7), 10, 0));
        EmbeddingSums later = new EmbeddingSums(FEATURES, new EncoderVersion("texts-8", 4));
        byte[] state = sums.toBytes();

        // when, then
        assertThatThrownBy(() -> sums.merge(later))
                .hasMessageContaining("texts-8")
                .hasMessageContaining("texts-7");
        assertThatThrownBy(() -> EmbeddingSums.fromBytes(Arrays.copyOf(state, 50), FEATURES))
                .hasMessageContaining("EMBEDDING_SUMS is damaged");
        assertThatThrownBy(() -> sums.add(new float[3])).hasMessageContaining("must be 8, was 3");
        assertThat(EmbeddingMoments.fromBytes(sums.moments().toBytes()).toBytes())
                .isEqualTo(sums.moments().toBytes());
        assertThat(FeatureSums.fromBytes(sums.features().toBytes()).toBytes())
                .isEqualTo(sums.features().toBytes());
    }

    static EmbeddingSums sums(List<float[]> vectors) {
        EmbeddingSums sums = new EmbeddingSums(FEATURES, ENCODER);
        vectors.forEach(sums::add);
        return sums;
    }

    static List<float[]> normal(Random random, int count, double mean) {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(Vectors.normal(random, DIMENSION, mean));
        }
        return vectors;
    }

    private static EmbeddingMoments moments(List<float[]> vectors) {
        EmbeddingMoments moments = new EmbeddingMoments(DIMENSION);
        vectors.forEach(moments::add);
        return moments;
    }

    private static double meanKernel(List<float[]> rows, List<float[]> columns, boolean withoutItself) {
        float[] one = new float[FEATURES.size()];
        float[] other = new float[FEATURES.size()];
        double sum = 0;
        int pairs = 0;
        for (float[] row : rows) {
            for (float[] column : columns) {
                if (withoutItself && row == column) {
                    continue;
                }
                FEATURES.project(row, one);
                FEATURES.project(column, other);
                for (int i = 0; i < one.length; i++) {
                    sum += one[i] * (double) other[i] / (one.length / 2.0);
                }
                pairs++;
            }
        }
        return sum / pairs;
    }
}
