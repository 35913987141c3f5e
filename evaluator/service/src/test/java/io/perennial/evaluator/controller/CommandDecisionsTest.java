package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.TrainerAction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandDecisionsTest {

    @Test
    void rollbackRestoresABlessedCheckpointHoldsPromotionAndQuarantinesTheBadOneWithItsDescendants() {
        // given
        Story story = new Story()
                .line()
                .checkpoint("d", "c", 4)
                .promoted("a")
                .promoted("b")
                .promoted("c");

        // when
        Decided decided = story.command(OperatorAction.ROLLBACK, "a").decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.ROLLBACK);
        assertThat(decided.decision().getQuarantined()).containsExactly("c", "d");
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getHold()).isTrue();
            assertThat(desired.getQuarantined()).containsExactly("c", "d");
            assertThat(desired.getPrevious().getCheckpointId()).isEqualTo("b");
        });
    }

    @Test
    void rollbackRewindsTheTrainerAndNamesTheWindowsOfAllUpdatesBehindTheTarget() {
        // given
        Story story = new Story().line().promoted("a").promoted("c");

        // when
        Decided decided = story.command(OperatorAction.ROLLBACK, "a").decided();

        // then
        assertThat(decided.trainerCommand()).satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(TrainerAction.REWIND);
            assertThat(command.getCheckpointId()).isEqualTo("a");
            assertThat(command.getQuarantined()).containsExactly(Story.window(2), Story.window(3));
        });
        assertThat(decided.decision().getSuspect()).containsExactly(Story.window(2), Story.window(3));
    }

    @Test
    void rollbackClearsTheChallenger() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").offline("c", GateOutcome.PASS);

        // when
        Decided decided = story.command(OperatorAction.ROLLBACK, "a").decided();

        // then
        assertThat(decided.desired())
                .satisfies(desired -> assertThat(desired.getChallenger()).isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "ROLLBACK, b, never champion",
        "ROLLBACK, a, is the champion already",
        "ROLLBACK, x, is unknown",
        "ROLLBACK, , names no checkpoint",
        "PIN, b, never champion",
        "PROMOTE, c, no offline report",
        "PROMOTE, a, is the champion already",
        "RELEASE_HOLD, , is not on hold",
        "LIFT_QUARANTINE, b, is not in quarantine",
        "UNKNOWN, b, no action that this release knows"
    })
    void commandThatCannotBeCarriedOutIsRecordedWithItsReason(
            OperatorAction action, @Nullable String target, String reason) {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.FAIL);

        // when
        Decided decided = story.command(action, target).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.REFUSED_COMMAND);
        assertThat(decided.decision().getReason()).contains(reason);
        assertThat(decided.decision().getGeneration()).isEqualTo(1);
        assertThat(decided.desired()).isNull();
        assertThat(decided.trainerCommand()).isNull();
    }

    @ParameterizedTest
    @EnumSource(OperatorAction.class)
    void commandForAnotherGenerationIsStaleWhateverItAsks(OperatorAction action) {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decided decided =
                story.tell(Story.commandOf("key", action, "a", 1, "reason")).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.STALE);
        assertThat(decided.decision().getReason()).contains("generation 1", "now that is 3");
        assertThat(decided.desired()).isNull();
    }

    @Test
    void commandWithoutReasonIsRefused() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decision decision = story.tell(Story.commandOf("key", OperatorAction.ROLLBACK, "a", 3, " "))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSED_COMMAND);
        assertThat(decision.getReason()).contains("no reason");
    }

    @Test
    void sameIdempotencyKeyASecondTimeLeadsToNothing() {
        // given
        Story story = new Story().line().promoted("a");
        story.tell(Story.commandOf("key", OperatorAction.HOLD, null, 1, "reason"));

        // when
        Outcome outcome = story.tell(Story.commandOf("key", OperatorAction.HOLD, null, 1, "reason"))
                .outcome();

        // then
        assertThat(outcome).isEqualTo(new Outcome.Nothing());
    }

    @Test
    void pinBringsBackABlessedCheckpointWithoutQuarantineOrRewind() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decided decided = story.command(OperatorAction.PIN, "a").decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.PIN);
        assertThat(decided.trainerCommand()).isNull();
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getHold()).isTrue();
            assertThat(desired.getQuarantined()).isEmpty();
        });
    }

    @Test
    void forcedPromotionOfARefusedCheckpointWorksAlsoOnHoldAndKeepsTheHold() {
        // given
        Story story =
                new Story().line().promoted("a").offline("b", GateOutcome.FAIL).command(OperatorAction.HOLD, null);

        // when
        Decided decided = story.command(OperatorAction.PROMOTE, "b").decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.PROMOTE);
        assertThat(decided.decision().getActor()).isEqualTo("anna");
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("b");
            assertThat(desired.getHold()).isTrue();
        });
    }

    @Test
    void checkpointInQuarantineCannotBeForced() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.ROLLBACK, "a");

        // when
        Decision decision = story.command(OperatorAction.PROMOTE, "b").decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSED_COMMAND);
        assertThat(decision.getReason()).contains("in quarantine");
    }

    @Test
    void liftingTheQuarantineFreesTheCheckpointAndItsDescendants() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.ROLLBACK, "a");

        // when
        Decided decided = story.command(OperatorAction.LIFT_QUARANTINE, "b").decided();

        // then
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getQuarantined()).isEmpty();
            assertThat(desired.getHold()).isTrue();
        });
        assertThat(Evidence.lifted(decided.decision())).isEqualTo(List.of("b", "c"));
    }

    @Test
    void descendantCannotBeLiftedBeforeItsAncestor() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.ROLLBACK, "a");

        // when
        Decision decision =
                story.command(OperatorAction.LIFT_QUARANTINE, "c").decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSED_COMMAND);
        assertThat(decision.getReason()).contains("ancestor b");
    }

    @Test
    void rollbackToADescendantOfTheChampionIsRefusedBecauseItWouldBeQuarantinedToo() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.PIN, "a");

        // when
        Decision decision =
                story.command(OperatorAction.ROLLBACK, "b").decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSED_COMMAND);
        assertThat(decision.getReason()).contains("use PIN");
    }

    @Test
    void holdAndItsReleaseChangeTheDesiredState() {
        // given
        Story story = new Story().line().promoted("a").command(OperatorAction.HOLD, null);

        // when
        Decided decided = story.command(OperatorAction.RELEASE_HOLD, null).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.RELEASE_HOLD);
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getHold()).isFalse();
            assertThat(desired.getGeneration()).isEqualTo(3);
        });
    }
}
