package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DomainClassifierTest {
    private static final int DESCRIPTORS = 6;
    private static final DomainClassifier CLASSIFIER = new DomainClassifier(5, 3);

    @Test
    void theAreaIsTheShareOfPairsInTheRightOrder() {
        // given: of nine pairs six are right, one is wrong and two are equal
        Separation separation = new Separation(new double[] {1, 2, 3}, new double[] {2, 3, 4}, new double[0]);

        // when, then
        assertThat(separation.areaUnderCurve()).isCloseTo((6 + 2 * 0.5) / 9, within(1e-15));
    }

    @Test
    void rowsOfOneDistributionCannotBeToldApartMoreOftenThanPromised() {
        // given
        Random random = new Random(1);
        int runs = 120;
        double mean = 0;
        int exceeded = 0;

        // when
        for (int run = 0; run < runs; run++) {
            Separation separation = CLASSIFIER.separate(rows(random, 60, 0), rows(random, 60, 0));
            mean += separation.areaUnderCurve() / runs;
            exceeded += separation.areaUnderCurve() > separation.areaByChance(0.05) ? 1 : 0;
        }

        // then
        assertThat(mean).isCloseTo(0.5, within(0.03));
        assertThat(exceeded).isLessThanOrEqualTo(14);
    }

    @Test
    void aShiftIsSeenAndDividedAmongTheDescriptorsThatMoved() {
        // given
        Random random = new Random(2);
        float[][] before = rows(random, 100, 0);
        float[][] after = rows(random, 100, 0);
        for (float[] row : after) {
            row[1] += 2;
            row[4] -= 1;
        }

        // when
        Separation separation = CLASSIFIER.separate(before, after);
        double[] shares = separation.sharesByDescriptor();

        // then
        assertThat(separation.areaUnderCurve()).isGreaterThan(0.85);
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
        assertThat(shares[1]).isGreaterThan(shares[4]).isGreaterThan(0.5);
        assertThat(shares[1] + shares[4]).isGreaterThan(0.9);
    }

    @Test
    void aShiftIsDividedAmongItsSourcesAndTheBestExamplesAreOfTheNewOne() {
        // given: a fifth of the new rows are of a source that is new
        Random random = new Random(3);
        float[][] after = rows(random, 100, 0);
        String[] sources = new String[100];
        Arrays.fill(sources, "wiki");
        for (int row = 0; row < 100; row += 5) {
            after[row] = Vectors.normal(random, DESCRIPTORS, 3);
            sources[row] = "crawl";
        }

        // when
        Separation separation = CLASSIFIER.separate(rows(random, 100, 0), after);
        SortedMap<String, Double> shares = separation.sharesBySource(List.of(sources));

        // then
        assertThat(shares.values().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(shares.get("crawl")).isGreaterThan(0.8);
        double[] scores = separation.scoresOfNewRows();
        assertThat(IntStream.range(0, 100)
                        .boxed()
                        .sorted(Comparator.comparingDouble(row -> -scores[row]))
                        .limit(10))
                .allMatch(row -> "crawl".equals(sources[row]));
    }

    @Test
    void aDescriptorThatDoesNotVarySaysNothing() {
        // given
        Random random = new Random(4);
        float[][] before = rows(random, 50, 0);
        float[][] after = rows(random, 50, 1);
        for (int row = 0; row < 50; row++) {
            before[row][2] = 7;
            after[row][2] = 7;
        }

        // when, then
        assertThat(CLASSIFIER.separate(before, after).sharesByDescriptor()[2]).isZero();
    }

    @Test
    void theSameRowsGiveTheSameAnswer() {
        // given
        float[][] before = rows(new Random(5), 40, 0);
        float[][] after = rows(new Random(6), 40, 0.5);

        // when, then
        assertThat(CLASSIFIER.separate(before, after).scoresOfNewRows())
                .isEqualTo(CLASSIFIER.separate(before, after).scoresOfNewRows());
    }

    @Test
    void aWatchSeesAShiftInTheWindowAfterIt() {
        // given
        Random random = new Random(7);
        DomainWatch watch = new DomainWatch(DESCRIPTORS, DomainWatch.USUAL_WINDOW, 1);

        // when
        double[] areas = IntStream.range(0, 600)
                .mapToObj(i -> watch.add(Vectors.normal(random, DESCRIPTORS, i < 400 ? 0 : 0.7), i < 400 ? "a" : "b"))
                .filter(outcome -> outcome != null)
                .mapToDouble(outcome -> outcome.separation().areaUnderCurve())
                .toArray();

        // then: windows end at 200, 300, 400, 500 and 600
        assertThat(areas).hasSize(5);
        assertThat(areas[3]).isGreaterThan(0.85);
        assertThat(IntStream.of(0, 1, 2, 4).mapToDouble(window -> areas[window]))
                .allMatch(area -> area < DomainWatch.USUAL_AREA);
    }

    @Test
    void aWatchThatWasWrittenAndReadGoesOnAsIfNothingHadHappened() {
        // given
        Random random = new Random(8);
        DomainWatch first = new DomainWatch(3, 20, 1);
        DomainWatch second = first;

        // when, then
        for (int i = 0; i < 90; i++) {
            float[] row = Vectors.normal(random, 3, i / 30.0);
            second = DomainWatch.fromBytes(second.toBytes());
            DomainWatch.Outcome expected = first.add(row, "source " + i % 3);
            DomainWatch.Outcome outcome = second.add(row, "source " + i % 3);
            assertThat(outcome == null).isEqualTo(expected == null);
            if (outcome != null && expected != null) {
                assertThat(outcome.sources()).isEqualTo(expected.sources());
                assertThat(outcome.separation().scoresOfNewRows())
                        .isEqualTo(expected.separation().scoresOfNewRows());
            }
            assertThat(second.toBytes()).isEqualTo(first.toBytes());
        }
    }

    @Test
    void tooFewRowsAndRowsOfAnotherLengthAreRefused() {
        // when, then
        assertThatThrownBy(() -> CLASSIFIER.separate(new float[4][2], new float[9][2]))
                .hasMessage("old rows must be at least 5, was 4");
        assertThatThrownBy(() -> new DomainWatch(2, 10, 1).add(new float[3], "a"))
                .hasMessage("descriptors of the row must be 2, was 3");
        assertThatThrownBy(() -> new DomainWatch(1, 10, 1).add(new float[] {Float.NaN}, "a"))
                .hasMessageContaining("finite");
    }

    private static float[][] rows(Random random, int count, double mean) {
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = Vectors.normal(random, DESCRIPTORS, mean);
        }
        return rows;
    }
}
