package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ReportDecisionsTest {

    @Test
    void firstCheckpointThatPassesAllGatesBecomesChampion() {
        // given
        Story story = new Story().checkpoint("a", null, 1);

        // when
        Decided decided = story.offline("a", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.PROMOTE);
        assertThat(decided.decision().getGeneration()).isEqualTo(1);
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getPrevious()).isNull();
            assertThat(desired.getGeneration()).isEqualTo(1);
            assertThat(desired.getDecisionHash()).isEqualTo(decided.decision().getHash());
        });
    }

    @ParameterizedTest
    @EnumSource(value = GateOutcome.class, mode = Mode.EXCLUDE, names = "PASS")
    void anyGateThatDoesNotPassIsARefusalThatNamesGateBoundAndThreshold(GateOutcome outcome) {
        // given
        Story story = new Story().checkpoint("a", null, 1);

        // when
        Decided decided = story.offline("a", outcome).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decided.decision().getReason())
                .contains("retrieval.ndcg", outcome.name(), "bound -0.034", "threshold -0.02");
        assertThat(decided.desired()).isNull();
        assertThat(story.state().champion()).isNull();
    }

    @Test
    void reportWithoutGatesIsNoProof() {
        // given
        Story story = new Story().checkpoint("a", null, 1);

        // when
        Decision decision = story.tell(Story.report("a", EvaluationStage.OFFLINE, null, List.of()))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getReason()).contains("no gate");
    }

    @Test
    void gateThatPassesWithABoundThatIsNotANumberIsNoProof() {
        // given
        Story story = new Story().checkpoint("a", null, 1);

        // when
        Decision decision = story.tell(Story.report(
                        "a", EvaluationStage.OFFLINE, null, List.of(Story.gate("knn", GateOutcome.PASS, Double.NaN))))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getEvidence()).contains("\"bound\":\"NaN\"");
    }

    @Test
    void reportOfAnUnknownStageIsNoProof() {
        // given
        Story story = new Story().checkpoint("a", null, 1);

        // when
        Decision decision = story.tell(Story.report("a", EvaluationStage.UNKNOWN, null, Story.gates(GateOutcome.PASS)))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
    }

    @Test
    void checkpointThatPassesBesideAChampionGoesIntoShadow() {
        // given
        Story story = new Story().line().promoted("a");

        // when
        Decided decided = story.offline("b", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.CHALLENGE);
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getChallenger().getCheckpointId()).isEqualTo("b");
        });
    }

    @Test
    void challengerThatPassesTheShadowIsPromotedAndTheOldChampionKeptAsPrevious() {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.PASS);

        // when
        Decided decided = story.shadow("b", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.PROMOTE);
        assertThat(decided.decision().getPreviousCheckpointId()).isEqualTo("a");
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("b");
            assertThat(desired.getChallenger()).isNull();
            assertThat(desired.getPrevious().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getGeneration()).isEqualTo(3);
        });
    }

    @Test
    void challengerThatFailsTheShadowIsRefusedAndCleared() {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.PASS);

        // when
        Decided decided = story.shadow("b", GateOutcome.INCONCLUSIVE).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getChallenger()).isNull();
        });
    }

    @Test
    void olderCandidateThanTheChallengerIsRefused() {
        // given
        Story story = new Story().line().promoted("a").offline("c", GateOutcome.PASS);

        // when
        Decided decided = story.offline("b", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(story.state().challenger()).isEqualTo("c");
    }

    @Test
    void comparisonWithAnEarlierChampionIsNoProof() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decision decision = story.tell(Story.report("c", EvaluationStage.OFFLINE, "a", Story.gates(GateOutcome.PASS)))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getReason()).contains("compared with champion a, but now that is b");
    }

    @Test
    void holdRefusesWhatWouldHavePassed() {
        // given
        Story story = new Story().line().promoted("a").command(OperatorAction.HOLD, null);

        // when
        Decision decision = story.offline("b", GateOutcome.PASS).decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getReason()).contains("on hold");
    }

    @Test
    void holdRefusesAChallengerThatPassedTheShadow() {
        // given
        Story story =
                new Story().line().promoted("a").offline("b", GateOutcome.PASS).command(OperatorAction.HOLD, null);

        // when
        Decided decided = story.shadow("b", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(story.state().champion()).isEqualTo("a");
        assertThat(story.state().challenger()).isNull();
    }

    @Test
    void descendantOfACheckpointInQuarantineIsRefusedEvenWhenTheHoldIsReleased() {
        // given
        Story story = new Story()
                .line()
                .promoted("a")
                .promoted("b")
                .command(OperatorAction.ROLLBACK, "a")
                .command(OperatorAction.RELEASE_HOLD, null)
                .checkpoint("d", "c", 4);

        // when
        Decision decision = story.offline("d", GateOutcome.PASS).decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getReason()).contains("descends from").contains("quarantine");
    }

    @Test
    void brokenAuditChainStopsAutomaticPromotion() {
        // given
        ModelState broken = new Story().checkpoint("a", null, 1).state().withBrokenChain();
        Event event = new Event.ReportArrived(
                Story.report("a", EvaluationStage.OFFLINE, null, Story.gates(GateOutcome.PASS)), new Story().now());

        // when
        Outcome outcome = Controller.decide(broken, event);

        // then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Decided.class,
                        decided -> assertThat(decided.decision().getReason()).contains("audit chain"));
    }

    @Test
    void reportAboutACheckpointThatIsNotKnownYetWaits() {
        // given
        Story story = new Story();

        // when
        Outcome outcome = story.offline("a", GateOutcome.PASS).outcome();

        // then
        assertThat(outcome).isEqualTo(new Outcome.Waiting("a"));
    }

    @Test
    void sameReportASecondTimeLeadsToNothing() {
        // given
        Story story = new Story().checkpoint("a", null, 1).offline("a", GateOutcome.FAIL);

        // when
        Outcome outcome = story.offline("a", GateOutcome.FAIL).outcome();

        // then
        assertThat(outcome).isEqualTo(new Outcome.Nothing());
    }
}
