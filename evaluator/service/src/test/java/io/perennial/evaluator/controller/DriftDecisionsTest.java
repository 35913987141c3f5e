package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OperatorAction;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftDecisionsTest {

    @Test
    void signalThatAsksForItHoldsPromotionAndSaysWhatDriftedWhere() {
        // given
        Story story = new Story().line().promoted("a");

        // when
        Decided decided = story.drifted(DriftRequest.HOLD_PROMOTION).decided();

        // then
        Decision decision = decided.decision();
        assertThat(decision.getKind()).isEqualTo(DecisionKind.HOLD);
        assertThat(decision.getActor()).isEqualTo("drift");
        assertThat(decision.getReason())
                .contains("length of source newsroom", "raw.text-2@", "statistic 0.41", "threshold 0.12");
        assertThat(decision.getEvidence()).contains("\"drift\":{");
        assertThat(decided.desired())
                .isNotNull()
                .satisfies(desired -> assertThat(desired.getHold()).isTrue());
    }

    @Test
    void nothingIsPromotedUntilAnOperatorReleasesTheHold() {
        // given
        Story story = new Story().line().promoted("a").drifted(DriftRequest.HOLD_PROMOTION);

        // when
        Decision held = story.offline("b", GateOutcome.PASS).decided().decision();
        story.command(OperatorAction.RELEASE_HOLD, null).offline("c", GateOutcome.PASS);

        // then
        assertThat(held.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(held.getReason()).contains("on hold");
        assertThat(story.state().challenger()).isEqualTo("c");
    }

    @Test
    void signalDuringTheHoldOfAPersonChangesNothing() {
        // given
        Story story = new Story().line().promoted("a").command(OperatorAction.HOLD, null);

        // when
        story.drifted(DriftRequest.HOLD_PROMOTION);

        // then
        assertThat(story.outcome()).isInstanceOf(Outcome.Nothing.class);
    }

    @Test
    void signalDuringTheHoldOfAnotherOneIsRecordedAndChangesNothingElse() {
        // given
        Story story = new Story().line().promoted("a").drifted(DriftRequest.HOLD_PROMOTION);
        long generation = story.state().generation();

        // when
        Decided second = story.drifted(DriftRequest.HOLD_PROMOTION).decided();

        // then
        assertThat(second.decision().getKind()).isEqualTo(DecisionKind.HOLD);
        assertThat(second.desired()).isNull();
        assertThat(story.state().generation()).isEqualTo(generation);
    }

    @Test
    void signalThatIsReadASecondTimeDoesNotHoldAgain() {
        // given
        Event.DriftArrived event =
                new Event.DriftArrived(Story.MODEL, Story.signal(DriftRequest.HOLD_PROMOTION, 7), Instant.EPOCH);
        Story story = new Story().line().promoted("a").tell(event).command(OperatorAction.RELEASE_HOLD, null);

        // when
        story.tell(event);

        // then
        assertThat(story.outcome()).isInstanceOf(Outcome.Nothing.class);
        assertThat(story.state().hold()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = DriftRequest.class, mode = EnumSource.Mode.EXCLUDE, names = "HOLD_PROMOTION")
    void otherRequestsAreNotForTheController(DriftRequest request) {
        assertThat(DriftRules.concernsPromotion(Story.signal(request, 1))).isFalse();
    }

    @Test
    void modelIsConcernedWhenItWasTrainedOnTheModality() {
        // given
        ModelState state = new Story().line().state();

        // when / then
        assertThat(DriftRules.learnsFrom(state, Modality.TEXT)).isTrue();
        assertThat(DriftRules.learnsFrom(state, Modality.LOGS)).isFalse();
        assertThat(DriftRules.learnsFrom(state, Modality.UNKNOWN)).isFalse();
    }
}
