package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastRedundantTest {
    @Test
    void keepsEverythingThatFits() {
        // given
        float[][] vectors = {{1, 0}, {1, 0}, {0, 1}};

        // when
        List<Integer> kept = LeastRedundant.kept(vectors, 3);

        // then
        assertThat(kept).containsExactly(0, 1, 2);
    }

    @Test
    void ofTwoThatAreAlikeTheLaterGoes() {
        // given directions, whatever their lengths
        float[][] vectors = {{2, 0}, {0, 1}, {5, 0}, {-1, 0}};

        // when
        List<Integer> kept = LeastRedundant.kept(vectors, 3);

        // then
        assertThat(kept).containsExactly(0, 1, 3);
    }

    @Test
    void aLargeClusterDoesNotCrowdOutASmallOne() {
        // given 40 vectors along one axis and 3 along another
        Random random = new Random(5);
        float[][] vectors = IntStream.range(0, 43)
                .mapToObj(i -> new float[] {
                    i % 15 == 0 ? 0 : 1, i % 15 == 0 ? 1 : 0, 0.01f * random.nextFloat(), 0.01f * random.nextFloat()
                })
                .toArray(float[][]::new);

        // when
        List<Integer> kept = LeastRedundant.kept(vectors, 2);

        // then
        assertThat(kept).hasSize(2);
        assertThat(kept).filteredOn(index -> index % 15 == 0).hasSize(1);
    }

    @Test
    void agreesWithComparingAllPairsAgainAfterEachLoss() {
        // given
        Random random = new Random(7);
        float[][] vectors = IntStream.range(0, 60)
                .mapToObj(i -> new float[] {random.nextFloat() - 0.5f, random.nextFloat() - 0.5f, random.nextFloat()})
                .toArray(float[][]::new);

        // when
        List<Integer> kept = LeastRedundant.kept(vectors, 20);

        // then
        assertThat(kept).isEqualTo(comparingAllPairs(vectors, 20));
    }

    private static List<Integer> comparingAllPairs(float[][] vectors, int capacity) {
        List<Integer> left =
                new ArrayList<>(IntStream.range(0, vectors.length).boxed().toList());
        while (left.size() > capacity) {
            Integer gone = left.get(0);
            double most = -2;
            for (Integer one : left) {
                for (Integer other : left) {
                    if (!one.equals(other) && cosine(vectors[one], vectors[other]) >= most - 1e-12) {
                        most = cosine(vectors[one], vectors[other]);
                        gone = one;
                    }
                }
            }
            left.remove(gone);
        }
        return left;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double lengthOfOne = 0;
        double lengthOfOther = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            lengthOfOne += (double) one[i] * one[i];
            lengthOfOther += (double) other[i] * other[i];
        }
        return product / Math.sqrt(lengthOfOne * lengthOfOther);
    }
}
