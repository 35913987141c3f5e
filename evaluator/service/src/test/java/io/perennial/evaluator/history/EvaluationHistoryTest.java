package io.perennial.evaluator.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.gate.OfflineGates;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.GoldReference;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationHistoryTest {
    private static final String MODEL = "text-encoder";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final EvaluationHistory history = new EvaluationHistory();

    @Test
    void checkpointsAreJudgedInTheOrderOfTheLogAndOnceOnly() {
        // given
        history.add(checkpoint("one"));
        history.add(checkpoint("two"));
        history.add(offline("one", 0.7, "gold"));

        // when / then
        assertThat(history.nextToJudge(MODEL).map(Checkpoint::getCheckpointId)).contains("two");
        assertThat(history.nextToJudge("another-model")).isEmpty();
    }

    @Test
    void theAnchorIsTheBestEverPromotedAndNotTheChampion() {
        // given
        promoteThreeInTurn(0.8, 0.9, 0.7);

        // when
        ServedCheckpoint anchor = history.anchor(MODEL, Set.of("gold"));

        // then
        assertThat(Objects.requireNonNull(anchor).getCheckpointId()).isEqualTo("two");
    }

    @Test
    void aCheckpointInQuarantineIsNoAnchor() {
        // given
        promoteThreeInTurn(0.8, 0.9, 0.7);
        history.add(desired(4, "one", null, List.of("two")));

        // when
        ServedCheckpoint anchor = history.anchor(MODEL, Set.of("gold"));

        // then
        assertThat(Objects.requireNonNull(anchor).getCheckpointId()).isEqualTo("one");
    }

    @Test
    void reportsOnTheSameGoldSetCountBeforeOthers() {
        // given: "two" scored higher, but on an older gold set
        promoteThreeInTurn(0.8, Double.NaN, 0.7);
        history.add(checkpoint("four"));
        history.add(offline("four", 0.95, "older gold"));
        history.add(decision("four", DecisionKind.PROMOTE, 4, NOON));

        // when
        ServedCheckpoint anchor = history.anchor(MODEL, Set.of("gold"));

        // then
        assertThat(Objects.requireNonNull(anchor).getCheckpointId()).isEqualTo("one");
    }

    @Test
    void thereIsNoAnchorBeforeTheFirstPromotion() {
        // given
        history.add(checkpoint("one"));
        history.add(offline("one", 0.7, "gold"));

        // when / then
        assertThat(history.anchor(MODEL, Set.of("gold"))).isNull();
    }

    @Test
    void aPassedCheckpointIsAwaitedUntilItsDecisionShowsInTheDesiredState() {
        // given
        history.add(checkpoint("one"));

        // when / then
        assertThat(history.awaitsDecision(MODEL)).isFalse();
        history.add(offline("one", 0.7, "gold"));
        assertThat(history.awaitsDecision(MODEL)).isTrue();
        history.add(decision("one", DecisionKind.PROMOTE, 1, NOON));
        assertThat(history.awaitsDecision(MODEL)).isTrue();
        history.add(desired(1, "one", null, List.of()));
        assertThat(history.awaitsDecision(MODEL)).isFalse();
    }

    @Test
    void aShadowReportIsAwaitedUntilADecisionThatIsNewer() {
        // given
        history.add(desired(2, "one", "two", List.of()));
        history.add(decision("two", DecisionKind.CHALLENGE, 2, NOON));
        assertThat(history.awaitsDecision(MODEL)).isFalse();

        // when / then
        history.add(shadow("two", NOON.plusSeconds(60)));
        assertThat(history.awaitsDecision(MODEL)).isTrue();
        history.add(decision("two", DecisionKind.REFUSE, 2, NOON.plusSeconds(61)));
        assertThat(history.awaitsDecision(MODEL)).isFalse();
    }

    @Test
    void aShadowIsOpenFromTheChallengeToItsReport() {
        // given
        DesiredModel state = desired(2, "one", "two", List.of());
        history.add(decision("two", DecisionKind.CHALLENGE, 2, NOON));

        // when / then
        assertThat(history.openShadow(state)).contains(NOON);
        history.add(shadow("two", NOON.plusSeconds(60)));
        assertThat(history.openShadow(state)).isEmpty();
        history.add(decision("two", DecisionKind.CHALLENGE, 3, NOON.plusSeconds(120)));
        assertThat(history.openShadow(state)).contains(NOON.plusSeconds(120));
    }

    @Test
    void aModelWithoutChallengerHasNoShadow() {
        assertThat(history.openShadow(desired(1, "one", null, List.of()))).isEmpty();
    }

    @Test
    void theReportIdLeavesTimesOut() {
        // given
        EvaluationReport report = shadow("two", NOON);
        EvaluationReport later = shadow("two", NOON.plusSeconds(5));

        // when / then
        assertThat(Reports.sealed(later).getReportId())
                .hasSize(64)
                .isEqualTo(Reports.sealed(report).getReportId());
        assertThat(Reports.sealed(shadow("three", NOON)).getReportId())
                .isNotEqualTo(Reports.sealed(report).getReportId());
    }

    @Test
    void aCandidateThatWaitsForTheShadowIsJudgedAgainOnceThereIsAnotherChampion() {
        // given four, compared with two, waited while three was in shadow
        promoteThreeInTurn(0.8, 0.9, 0.9);
        history.add(checkpoint("four"));
        history.add(comparedWith("two", offline("four", 0.95, "gold")));
        history.add(decision("four", DecisionKind.CHALLENGE, 3, NOON));
        history.add(decision("four", DecisionKind.STALE, 3, NOON));

        // when
        Optional<Checkpoint> next = history.nextToJudge(MODEL);
        history.add(comparedWith("three", offline("four", 0.95, "gold")));

        // then
        assertThat(next.map(Checkpoint::getCheckpointId)).contains("four");
        assertThat(history.nextToJudge(MODEL)).isEmpty();
    }

    @Test
    void aRefusedCandidateIsNotJudgedAgain() {
        // given
        promoteThreeInTurn(0.8, 0.9, 0.9);
        history.add(checkpoint("four"));
        history.add(comparedWith("two", offline("four", 0.95, "gold")));
        history.add(decision("four", DecisionKind.CHALLENGE, 3, NOON));
        history.add(decision("four", DecisionKind.REFUSE, 3, NOON));

        // when / then
        assertThat(history.nextToJudge(MODEL)).isEmpty();
    }

    @Test
    void placesInTheLineCountThoseThatWereJudgedAgainstTheSameChampion() {
        // given
        history.add(judged("one", null, GateOutcome.INCONCLUSIVE));
        history.add(judged("two", null, GateOutcome.ERROR));
        history.add(judged("three", null, GateOutcome.PASS));
        history.add(judged("four", "three", GateOutcome.PASS));

        // when / then
        assertThat(history.placeAgainstChampion(checkpoint("five"), null)).isEqualTo(3);
        assertThat(history.placeAgainstChampion(checkpoint("five"), "three")).isEqualTo(2);
        assertThat(history.placeAgainstChampion(checkpoint("four"), "three"))
                .as("a second judgement of the same candidate")
                .isEqualTo(1);
        assertThat(history.placeAgainstChampion(checkpoint("five"), "five")).isEqualTo(1);
    }

    private static EvaluationReport judged(String id, @Nullable String champion, GateOutcome outcome) {
        return EvaluationReport.newBuilder(comparedWith(champion, offline(id, 0.8, "gold")))
                .setGates(List.of(new GateResult(OfflineGates.BETTER_THAN_UNTRAINED, outcome, 0.1, 0.1, 0.0, 1L, "")))
                .build();
    }

    private void promoteThreeInTurn(double first, double second, double third) {
        double[] accuracies = {first, second, third};
        List<String> names = List.of("one", "two", "three");
        for (int i = 0; i < 3; i++) {
            history.add(checkpoint(names.get(i)));
            history.add(offline(names.get(i), accuracies[i], "gold"));
            history.add(decision(names.get(i), DecisionKind.PROMOTE, i + 1, NOON));
            history.add(desired(i + 1, names.get(i), null, List.of()));
        }
    }

    private static Checkpoint checkpoint(String id) {
        return Checkpoint.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setManifest(manifest(id))
                .build();
    }

    private static BlobRef manifest(String id) {
        return new BlobRef("0".repeat(64), (long) id.length(), "application/json");
    }

    private static EvaluationReport offline(String id, double accuracy, String digest) {
        return EvaluationReport.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setStage(EvaluationStage.OFFLINE)
                .setGoldSets(List.of(new GoldReference("set", 1L, digest)))
                .setGates(List.of(new GateResult("gate", GateOutcome.PASS, 1.0, 1.0, 0.0, 1L, "")))
                .setMeasures(List.of(new Measure(EvaluationHistory.ACCURACY, accuracy)))
                .build();
    }

    private static EvaluationReport comparedWith(@Nullable String champion, EvaluationReport report) {
        return EvaluationReport.newBuilder(report).setChampionId(champion).build();
    }

    private static EvaluationReport shadow(String id, Instant when) {
        return EvaluationReport.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setStage(EvaluationStage.SHADOW)
                .setEvaluatedAt(when)
                .build();
    }

    private static Decision decision(String id, DecisionKind kind, long generation, Instant when) {
        return Decision.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setKind(kind)
                .setGeneration(generation)
                .setDecidedAt(when)
                .build();
    }

    private static DesiredModel desired(
            long generation, String champion, @Nullable String challenger, List<String> quarantined) {
        return DesiredModel.newBuilder()
                .setModel(MODEL)
                .setGeneration(generation)
                .setChampion(served(champion))
                .setChallenger(challenger == null ? null : served(challenger))
                .setQuarantined(quarantined)
                .setDecidedAt(NOON)
                .build();
    }

    private static ServedCheckpoint served(String id) {
        return new ServedCheckpoint(id, 1L, manifest(id));
    }
}
