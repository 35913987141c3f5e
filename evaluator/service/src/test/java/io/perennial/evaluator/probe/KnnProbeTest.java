package io.perennial.evaluator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnnProbeTest {
    @Test
    void theVotesAreThoseOfANaiveSearch() {
        // given
        LabelledVectors known = SyntheticVectors.clouds(60, 6, 3, 1, 4);
        LabelledVectors asked = SyntheticVectors.clouds(20, 6, 3, 1, 5);
        KnnProbe probe = new KnnProbe(5, 12);
        double[][] knownUnits = KnnProbe.units(known.vectors());

        for (double[] unit : KnnProbe.units(asked.vectors())) {
            // when
            double[] votes = probe.votes(unit, knownUnits, known.labels(), 3);

            // then
            assertThat(votes).containsExactly(naiveVotes(unit, knownUnits, known.labels()), within(1e-12));
        }
    }

    @Test
    void equalSimilaritiesGoToTheLowerIndex() {
        // given: two copies of the same vector with different labels, one vote
        LabelledVectors known = new LabelledVectors(new float[][] {{1, 0}, {1, 0}, {0, 1}}, new int[] {1, 0, 0});
        LabelledVectors asked = new LabelledVectors(new float[][] {{2, 0}}, new int[] {1});

        // when
        ProbeResult result = new KnnProbe(1, 3).evaluate(known, asked, 2);

        // then
        assertThat(result.accuracy()).isEqualTo(1);
    }

    @Test
    void cloudsThatAreFarApartAreToldApart() {
        // given
        LabelledVectors known = SyntheticVectors.clouds(150, 10, 3, 8, 1);
        LabelledVectors asked = SyntheticVectors.clouds(90, 10, 3, 8, 2);

        // when
        ProbeResult result = new KnnProbe().evaluate(known, asked, 3);

        // then
        assertThat(result.accuracy()).isEqualTo(1);
    }

    @Test
    void moreVotersThanAreKeptAreRefused() {
        assertThatThrownBy(() -> new KnnProbe(20, 10)).hasMessageContaining("saw 20 and 10");
    }

    /** Picks the best of the rest twelve times; the first five vote. */
    private static double[] naiveVotes(double[] asked, double[][] known, int[] labels) {
        List<Integer> picked = new ArrayList<>();
        double normaliser = 0;
        while (picked.size() < 12) {
            int best = -1;
            for (int i = 0; i < known.length; i++) {
                if (!picked.contains(i) && (best < 0 || cosine(asked, known[i]) > cosine(asked, known[best]))) {
                    best = i;
                }
            }
            picked.add(best);
            normaliser += Math.exp(cosine(asked, known[best]) / 0.07);
        }
        double[] votes = new double[3];
        for (int index : picked.subList(0, 5)) {
            votes[labels[index]] += Math.exp(cosine(asked, known[index]) / 0.07) / normaliser;
        }
        return votes;
    }

    private static double cosine(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
