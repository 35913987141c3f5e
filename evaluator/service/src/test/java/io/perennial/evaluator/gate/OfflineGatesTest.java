package io.perennial.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.probe.Collapse;
import io.perennial.evaluator.probe.ProbeResult;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The truth table of the offline gates. Answers are periodic in the example's index, so that each share is exact. */
class OfflineGatesTest {
    private static final int EXAMPLES = 400;
    private static final Collapse SOUND = new Collapse(true, 20, 0, 0.1, 0.3);

    @Test
    void aFirstModelThatBeatsRandomFeaturesPassesAllGates() {
        // given
        OfflineEvidence evidence = evidence(1e-7, scoring(0.8, 0.5), scoring(0.5, 1.2), null, null);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes)
                .containsOnlyKeys(
                        OfflineGates.SELF_TEST,
                        OfflineGates.TEST_EXAMPLES,
                        OfflineGates.RANK,
                        OfflineGates.DEAD_DIMENSIONS,
                        OfflineGates.COSINE,
                        OfflineGates.BETTER_THAN_UNTRAINED);
        assertThat(outcomes.values()).containsOnly(GateOutcome.PASS);
    }

    @Test
    void aModelThatIsNoBetterThanRandomFeaturesDoesNotPass() {
        // given
        OfflineEvidence equal = evidence(0, scoring(0.5, 1), scoring(0.5, 1), null, null);
        OfflineEvidence worse = evidence(0, scoring(0.4, 1), scoring(0.8, 1), null, null);

        // when / then
        assertThat(judge(equal)).containsEntry(OfflineGates.BETTER_THAN_UNTRAINED, GateOutcome.INCONCLUSIVE);
        assertThat(judge(worse)).containsEntry(OfflineGates.BETTER_THAN_UNTRAINED, GateOutcome.FAIL);
    }

    @Test
    void aBetterModelPassesAgainstChampionAndAnchor() {
        // given
        EncoderEvidence champion = scoring(0.75, 0.7);
        OfflineEvidence evidence = evidence(0, scoring(0.85, 0.5), scoring(0.5, 1.2), champion, champion);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes.values()).containsOnly(GateOutcome.PASS);
        assertThat(outcomes)
                .containsKeys(
                        OfflineGates.NOT_WORSE_THAN_CHAMPION,
                        OfflineGates.NOT_WORSE_THAN_ANCHOR,
                        OfflineGates.PROBES_AGREE,
                        OfflineGates.IMPROVEMENT,
                        OfflineGates.SLICES);
    }

    @Test
    void aSlowDeclineIsStoppedByTheAnchor() {
        // given: equal to a champion that is itself far below the best ever
        EncoderEvidence candidate = scoring(0.65, 0.7);
        OfflineEvidence evidence = evidence(0, candidate, scoring(0.3, 1.5), scoring(0.65, 0.9), scoring(0.85, 0.5));

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_CHAMPION, GateOutcome.PASS);
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_ANCHOR, GateOutcome.FAIL);
    }

    @Test
    void anEqualModelImprovesNothing() {
        // given
        EncoderEvidence same = scoring(0.75, 0.7);
        OfflineEvidence evidence = evidence(0, same, scoring(0.5, 1.2), same, same);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.IMPROVEMENT, GateOutcome.INCONCLUSIVE);
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_CHAMPION, GateOutcome.PASS);
    }

    @Test
    void aLowerLogLossAloneIsAnImprovement() {
        // given
        OfflineEvidence evidence =
                evidence(0, scoring(0.75, 0.6), scoring(0.5, 1.2), scoring(0.75, 0.7), scoring(0.75, 0.7));

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.IMPROVEMENT, GateOutcome.PASS);
    }

    @Test
    void probesThatContradictEachOtherAreInconclusive() {
        // given: the linear probe gains ten points, the nearest neighbours lose ten
        EncoderEvidence champion = new EncoderEvidence(result(0.7, 0.7), result(0.8, 0.7), SOUND);
        EncoderEvidence candidate = new EncoderEvidence(result(0.8, 0.6), result(0.7, 0.7), SOUND);
        OfflineEvidence evidence = evidence(0, candidate, scoring(0.5, 1.2), champion, champion);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.PROBES_AGREE, GateOutcome.INCONCLUSIVE);
    }

    @Test
    void aSelfTestThatIsOffFailsAndOneThatIsNotANumberIsAnError() {
        // given
        OfflineEvidence off = evidence(1e-3, scoring(0.8, 0.5), scoring(0.5, 1), null, null);
        OfflineEvidence broken = evidence(Double.NaN, scoring(0.8, 0.5), scoring(0.5, 1), null, null);

        // when / then
        assertThat(judge(off)).containsEntry(OfflineGates.SELF_TEST, GateOutcome.FAIL);
        assertThat(judge(broken)).containsEntry(OfflineGates.SELF_TEST, GateOutcome.ERROR);
    }

    @Test
    void collapsedEmbeddingsFailAndInfiniteOnesAreErrors() {
        // given
        Collapse collapsed = new Collapse(true, 1.1, 0.5, 0.99, 0.99);
        Collapse infinite = new Collapse(false, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        ProbeResult good = result(0.9, 0.3);
        EncoderEvidence untrained = scoring(0.5, 1);

        // when
        Map<String, GateOutcome> failed =
                judge(evidence(0, new EncoderEvidence(good, good, collapsed), untrained, null, null));
        Map<String, GateOutcome> broken =
                judge(evidence(0, new EncoderEvidence(good, good, infinite), untrained, null, null));

        // then
        for (String gate : List.of(OfflineGates.RANK, OfflineGates.DEAD_DIMENSIONS, OfflineGates.COSINE)) {
            assertThat(failed).containsEntry(gate, GateOutcome.FAIL);
            assertThat(broken).containsEntry(gate, GateOutcome.ERROR);
        }
    }

    @Test
    void embeddingsOfDataThatAreAlikeMayBeAsAlikeAsBeforeTrainingAndALittleMore() {
        // given
        ProbeResult result = result(0.8, 0.5);
        EncoderEvidence untrained =
                new EncoderEvidence(result(0.5, 1), result(0.5, 1), new Collapse(true, 9, 0, 0.57, 0.6));
        EncoderEvidence learned = new EncoderEvidence(result, result, new Collapse(true, 6, 0, 0.71, 0.8));
        EncoderEvidence collapsed = new EncoderEvidence(result, result, new Collapse(true, 6, 0, 0.83, 0.9));

        // when / then
        assertThat(judge(evidence(0, learned, untrained, null, null)))
                .containsEntry(OfflineGates.COSINE, GateOutcome.PASS);
        assertThat(judge(evidence(0, collapsed, untrained, null, null)))
                .containsEntry(OfflineGates.COSINE, GateOutcome.FAIL);
    }

    @Test
    void halfTheRankOfTheChampionIsTheFloor() {
        // given
        ProbeResult result = result(0.8, 0.5);
        EncoderEvidence champion = new EncoderEvidence(result, result, new Collapse(true, 41, 0, 0.1, 0.3));
        OfflineEvidence evidence = evidence(0, scoring(0.85, 0.4), scoring(0.5, 1), champion, champion);

        // when / then
        assertThat(judge(evidence)).containsEntry(OfflineGates.RANK, GateOutcome.FAIL);
    }

    @Test
    void aLogLossThatIsNotANumberIsAnErrorEvenWhenAnotherTargetImproved() {
        // given
        EncoderEvidence champion = scoring(0.6, 0.7);
        ProbeResult broken = result(0.9, Double.NaN);
        OfflineEvidence evidence =
                evidence(0, new EncoderEvidence(broken, broken, SOUND), scoring(0.5, 1), champion, champion);

        // when / then
        assertThat(judge(evidence)).containsEntry(OfflineGates.IMPROVEMENT, GateOutcome.ERROR);
    }

    @Test
    void answersToDifferentQuestionsAreNotPaired() {
        // given: the champion was asked another number of examples
        ProbeResult other = new ProbeResult(new double[EXAMPLES - 1], new double[EXAMPLES - 1]);
        EncoderEvidence champion = new EncoderEvidence(other, other, SOUND);
        OfflineEvidence evidence = evidence(0, scoring(0.9, 0.1), scoring(0.5, 1), champion, champion);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_CHAMPION, GateOutcome.ERROR);
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_ANCHOR, GateOutcome.ERROR);
        assertThat(outcomes).containsEntry(OfflineGates.IMPROVEMENT, GateOutcome.ERROR);
        assertThat(outcomes).containsEntry(OfflineGates.SLICES, GateOutcome.ERROR);
    }

    @Test
    void tooFewExamplesAreAnError() {
        // given
        ProbeResult good = new ProbeResult(new double[] {1, 1, 1}, new double[] {0.1, 0.1, 0.1});
        ProbeResult bad = new ProbeResult(new double[3], new double[] {2, 2, 2});
        OfflineEvidence evidence = new OfflineEvidence(
                new int[3],
                Collections.nCopies(3, ""),
                0,
                new EncoderEvidence(good, good, SOUND),
                new EncoderEvidence(bad, bad, SOUND),
                null,
                null);

        // when / then
        assertThat(judge(evidence)).containsEntry(OfflineGates.TEST_EXAMPLES, GateOutcome.ERROR);
    }

    @Test
    void aSliceThatIsHarmedFailsThoughTheWholeIsFine() {
        // given: 100 examples of slice "rare" lose a third, 300 others gain
        double[] before = new double[EXAMPLES];
        double[] after = new double[EXAMPLES];
        String[] slices = new String[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            boolean rare = i % 4 == 0;
            slices[i] = rare ? "rare" : "usual";
            before[i] = rare || i % 3 == 0 ? 1 : 0;
            after[i] = rare && i % 12 == 0 ? 0 : 1;
        }
        EncoderEvidence champion = evidence(before);
        EncoderEvidence candidate = evidence(after);
        OfflineEvidence evidence =
                new OfflineEvidence(labels(), List.of(slices), 0, candidate, scoring(0.2, 1), champion, champion);

        // when
        Map<String, GateOutcome> outcomes = judge(evidence);

        // then
        assertThat(outcomes).containsEntry(OfflineGates.SLICES, GateOutcome.FAIL);
        assertThat(outcomes).containsEntry(OfflineGates.NOT_WORSE_THAN_CHAMPION, GateOutcome.PASS);
    }

    @Test
    void theSameEvidenceGivesTheSameAnswers() {
        // given
        EncoderEvidence champion = scoring(0.75, 0.7);
        OfflineEvidence evidence = evidence(0, scoring(0.8, 0.6), scoring(0.5, 1), champion, champion);

        // when
        List<GateResult> first = gates(1).judge(evidence);
        List<GateResult> again = gates(1).judge(evidence);

        // then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void theLaterACandidateComesTheMoreItMustShow() {
        // given
        OfflineEvidence evidence = evidence(0, scoring(0.57, 0.9), scoring(0.5, 1), null, null);

        // when
        GateResult first = answer(1, evidence, OfflineGates.BETTER_THAN_UNTRAINED);
        GateResult tenth = answer(10, evidence, OfflineGates.BETTER_THAN_UNTRAINED);

        // then
        assertThat(first.getOutcome()).isEqualTo(GateOutcome.PASS);
        assertThat(first.getDetail()).contains("at level 0.0304 as candidate 1");
        assertThat(tenth.getOutcome()).isEqualTo(GateOutcome.PASS);
        assertThat(tenth.getBound()).isLessThan(first.getBound());
        assertThat(tenth.getDetail()).contains("at level 0.000304 as candidate 10");
    }

    private static OfflineGates gates(long place) {
        GatePolicy policy = GatePolicy.bundled();
        return new OfflineGates(policy, 7, ErrorBudgets.of(policy, place, place));
    }

    private static GateResult answer(long place, OfflineEvidence evidence, String gate) {
        return gates(place).judge(evidence).stream()
                .filter(result -> result.getName().equals(gate))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, GateOutcome> judge(OfflineEvidence evidence) {
        Map<String, GateOutcome> outcomes = new TreeMap<>();
        gates(1).judge(evidence).forEach(result -> outcomes.put(result.getName(), result.getOutcome()));
        return outcomes;
    }

    private static OfflineEvidence evidence(
            double selfTest,
            EncoderEvidence candidate,
            EncoderEvidence untrained,
            @Nullable EncoderEvidence champion,
            @Nullable EncoderEvidence anchor) {
        return new OfflineEvidence(
                labels(), Collections.nCopies(EXAMPLES, ""), selfTest, candidate, untrained, champion, anchor);
    }

    private static int[] labels() {
        int[] labels = new int[EXAMPLES];
        Arrays.setAll(labels, i -> i % 4);
        return labels;
    }

    private static EncoderEvidence scoring(double accuracy, double logLoss) {
        ProbeResult result = result(accuracy, logLoss);
        return new EncoderEvidence(result, result, SOUND);
    }

    private static EncoderEvidence evidence(double[] correct) {
        double[] logLosses = new double[EXAMPLES];
        Arrays.setAll(logLosses, i -> correct[i] == 1 ? 0.2 + 0.001 * (i % 7) : 1.5);
        ProbeResult result = new ProbeResult(correct, logLosses);
        return new EncoderEvidence(result, result, SOUND);
    }

    /** Right on a share of the examples that is spread over all classes. */
    private static ProbeResult result(double accuracy, double logLoss) {
        double[] correct = new double[EXAMPLES];
        double[] logLosses = new double[EXAMPLES];
        Arrays.setAll(correct, i -> (i * 37) % 100 < 100 * accuracy ? 1 : 0);
        Arrays.setAll(logLosses, i -> logLoss * (1 + 0.3 * Math.sin(i * logLoss)));
        return new ProbeResult(correct, logLosses);
    }
}
