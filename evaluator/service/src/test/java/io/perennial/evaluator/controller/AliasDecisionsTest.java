package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import org.junit.jupiter.api.Test;

class AliasDecisionsTest {

    @Test
    void aliasMovedToABlessedCheckpointIsAdoptedAsIfAnOperatorHadPinnedIt() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decided decided = story.aliasMoved("a").decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.ALIAS_ADOPTED);
        assertThat(decided.decision().getActor()).isEqualTo(Controller.MLFLOW);
        assertThat(decided.desired()).satisfies(desired -> {
            assertThat(desired.getChampion().getCheckpointId()).isEqualTo("a");
            assertThat(desired.getHold()).isTrue();
        });
    }

    @Test
    void aliasMovedToACheckpointThatNeverServedIsMovedBack() {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.FAIL);

        // when
        Decided decided = story.aliasMoved("b").decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
        assertThat(decided.decision().getReason()).contains("never champion");
        assertThat(decided.desired()).isNull();
    }

    @Test
    void aliasMovedToACheckpointInQuarantineIsMovedBack() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.ROLLBACK, "a");

        // when
        Decision decision = story.aliasMoved("b").decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
        assertThat(decision.getReason()).contains("quarantine");
    }

    @Test
    void aliasMovedOnHoldIsMovedBack() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.HOLD, null);

        // when
        Decision decision = story.aliasMoved("a").decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
        assertThat(decision.getReason()).contains("on hold");
    }

    @Test
    void aliasThatWasDeletedOrNamesAForeignVersionIsMovedBack() {
        // given
        Story story = new Story().line().promoted("a");

        // when
        Decision decision = story.aliasMoved(null).decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
    }

    @Test
    void aliasMovedWhileMlflowShowedAnEarlierGenerationIsMovedBack() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decision decision = story.tell(new AliasMoved(Story.MODEL, "champion", "1", "2", "a", 3, 1, story.now()))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
        assertThat(decision.getReason()).contains("generation 1");
    }

    @Test
    void challengerAliasIsNeverAdopted() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Decision decision = story.tell(new AliasMoved(Story.MODEL, "challenger", null, "1", "a", 3, 3, story.now()))
                .decided()
                .decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.ALIAS_REVERTED);
    }

    @Test
    void observationOfAGenerationThatIsNoMoreLeadsToNothing() {
        // given
        Story story = new Story().line().promoted("a").promoted("b");

        // when
        Outcome outcome = story.tell(new AliasMoved(Story.MODEL, "champion", "1", "2", "a", 2, 2, story.now()))
                .outcome();

        // then
        assertThat(outcome).isEqualTo(new Outcome.Nothing());
    }
}
