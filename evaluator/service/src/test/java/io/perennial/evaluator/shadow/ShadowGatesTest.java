package io.perennial.evaluator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.gate.GatePolicy;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ShadowGatesTest {
    private static final ShadowGates GATES = new ShadowGates(GatePolicy.bundled(), 1, 50);

    @Test
    void aChallengerThatAnswersAlikeAndInTimePassesAllGates() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(50, LiveAnswers::challenger);

        // when
        Map<String, GateOutcome> outcomes = outcomes(pairs, 1);

        // then
        assertThat(outcomes)
                .containsOnlyKeys(
                        ShadowGates.PAIRS,
                        ShadowGates.COMPLETENESS,
                        ShadowGates.ERRORS,
                        ShadowGates.LATENCY,
                        ShadowGates.NEIGHBOURS);
        assertThat(outcomes.values()).containsOnly(GateOutcome.PASS);
    }

    @Test
    void tooFewPairsAreInconclusive() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(49, LiveAnswers::challenger);

        // when / then
        assertThat(outcomes(pairs, 0)).containsEntry(ShadowGates.PAIRS, GateOutcome.INCONCLUSIVE);
    }

    @Test
    void noPairAtAllPassesNothing() {
        // when
        Map<String, GateOutcome> outcomes = outcomes(List.of(), 0);

        // then
        assertThat(outcomes.values()).containsOnly(GateOutcome.INCONCLUSIVE);
    }

    @Test
    void aChallengerThatLeavesRequestsOutFails() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(50, LiveAnswers::challenger);

        // when / then
        assertThat(outcomes(pairs, 5)).containsEntry(ShadowGates.COMPLETENESS, GateOutcome.FAIL);
    }

    @Test
    void aChallengerWithManyErrorsFails() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(
                100,
                request -> request % 2 == 0
                        ? LiveAnswers.challenger(request, List.of(), 10, "out of memory")
                        : LiveAnswers.challenger(request));

        // when / then
        assertThat(outcomes(pairs, 0)).containsEntry(ShadowGates.ERRORS, GateOutcome.FAIL);
    }

    @Test
    void aVectorWithANotANumberIsAnError() {
        // given
        EmbedResponse broken = LiveAnswers.challenger(1, List.of(1f, Float.NaN), 10, null);

        // when / then
        assertThat(ShadowPairs.Pair.failed(broken)).isTrue();
        assertThat(ShadowPairs.Pair.failed(LiveAnswers.champion(1))).isFalse();
    }

    @Test
    void aChallengerThatTakesThreeTimesAsLongFails() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(
                50,
                request -> LiveAnswers.challenger(request, LiveAnswers.vector(request, 0), 3_000 + request % 9, null));

        // when / then
        assertThat(outcomes(pairs, 0)).containsEntry(ShadowGates.LATENCY, GateOutcome.FAIL);
    }

    @Test
    void aSpaceWithOtherNeighboursIsInconclusiveNotFailed() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(
                60, request -> LiveAnswers.challenger(request, LiveAnswers.vector(request + 500, 0), 1_000, null));

        // when / then
        assertThat(outcomes(pairs, 0)).containsEntry(ShadowGates.NEIGHBOURS, GateOutcome.INCONCLUSIVE);
    }

    @Test
    void theMeasuresNameRatesRatiosAndLikeness() {
        // given
        List<ShadowPairs.Pair> pairs = pairs(50, LiveAnswers::challenger);

        // when
        List<Measure> measures = GATES.judge(pairs, 0).measures();

        // then
        assertThat(measures)
                .extracting(Measure::getName)
                .containsExactly(
                        "shadow.error_rate.champion",
                        "shadow.error_rate.challenger",
                        "shadow.errors.e_value",
                        "shadow.latency.p50_ratio",
                        "shadow.latency.p99_ratio",
                        "shadow.linear_alignment",
                        "shadow.neighbour_overlap");
        assertThat(measures)
                .allSatisfy(measure -> assertThat(measure.getValue()).isFinite());
    }

    private static Map<String, GateOutcome> outcomes(List<ShadowPairs.Pair> pairs, long missing) {
        Map<String, GateOutcome> outcomes = new TreeMap<>();
        GATES.judge(pairs, missing).gates().forEach(result -> outcomes.put(result.getName(), result.getOutcome()));
        return outcomes;
    }

    private static List<ShadowPairs.Pair> pairs(int count, IntFunction<EmbedResponse> challenger) {
        List<ShadowPairs.Pair> pairs = new ArrayList<>();
        for (int request = 0; request < count; request++) {
            pairs.add(new ShadowPairs.Pair(LiveAnswers.champion(request), challenger.apply(request)));
        }
        return pairs;
    }
}
