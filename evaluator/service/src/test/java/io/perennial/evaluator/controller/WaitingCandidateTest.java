package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import org.junit.jupiter.api.Test;

class WaitingCandidateTest {

    @Test
    void newerCandidateThatPassesLeavesTheChallengerItsShadow() {
        // given
        Story story = shadowed();

        // when
        Decided decided = story.offline("c", GateOutcome.PASS).decided();

        // then
        assertThat(decided.decision().getKind()).isEqualTo(DecisionKind.CHALLENGE);
        assertThat(decided.decision().getReason()).contains("waits until b has its verdict");
        assertThat(decided.desired()).isNull();
        assertThat(story.state().challenger()).isEqualTo("b");
    }

    @Test
    void challengerGetsItsVerdictHoweverManyCandidatesPassMeanwhile() {
        // given
        Story story = shadowed();
        for (int version = 3; version < 30; version++) {
            story.checkpoint("v" + version, "b", version).offline("v" + version, GateOutcome.PASS);
        }

        // when
        story.shadow("b", GateOutcome.PASS);

        // then
        assertThat(story.state().champion()).isEqualTo("b");
    }

    @Test
    void onlyTheNewestWaitsAndTheOneItOvertookIsRefusedWithThatReason() {
        // given
        Story story = shadowed().offline("c", GateOutcome.PASS);

        // when
        story.offline("d", GateOutcome.PASS);

        // then
        assertThat(story.state().waiting())
                .extracting(WaitingCandidate::checkpointId)
                .containsExactly("d");
        assertThat(story.last()).satisfies(decision -> {
            assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
            assertThat(decision.getCheckpointId()).isEqualTo("c");
            assertThat(decision.getReason()).contains("overtaken by d");
        });
    }

    @Test
    void olderCandidateThanTheOneThatWaitsIsRefused() {
        // given
        Story story = shadowed().offline("d", GateOutcome.PASS);

        // when
        Decision decision = story.offline("c", GateOutcome.PASS).decided().decision();

        // then
        assertThat(decision.getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(decision.getReason()).contains("a newer candidate, d, waits for the shadow");
    }

    @Test
    void candidateGoesIntoTheShadowAsSoonAsTheChallengerIsRefused() {
        // given
        Story story = shadowed().offline("c", GateOutcome.PASS);

        // when
        story.shadow("b", GateOutcome.FAIL);

        // then
        assertThat(story.last().getKind()).isEqualTo(DecisionKind.CHALLENGE);
        assertThat(story.last().getReason()).contains("goes into shadow");
        assertThat(story.state().challenger()).isEqualTo("c");
        assertThat(story.state().waiting()).isEmpty();
    }

    @Test
    void candidateWaitsForAComparisonWithTheNewChampionOnceTheChallengerIsPromoted() {
        // given
        Story story = shadowed().offline("c", GateOutcome.PASS).shadow("b", GateOutcome.PASS);
        assertThat(story.state().challenger()).isNull();

        // when
        story.offline("c", GateOutcome.PASS);

        // then
        assertThat(story.last().getKind()).isEqualTo(DecisionKind.CHALLENGE);
        assertThat(story.state().challenger()).isEqualTo("c");
        assertThat(story.state().waiting()).isEmpty();
    }

    @Test
    void candidateThatWaitsForAComparisonIsRefusedWhenANewerOneTakesTheShadow() {
        // given
        Story story = shadowed().offline("c", GateOutcome.PASS).shadow("b", GateOutcome.PASS);

        // when
        story.offline("d", GateOutcome.PASS);

        // then
        assertThat(story.state().challenger()).isEqualTo("d");
        assertThat(story.last().getCheckpointId()).isEqualTo("c");
        assertThat(story.last().getReason()).contains("overtaken by d");
    }

    @Test
    void holdRefusesTheCandidateWhenItsTurnComes() {
        // given
        Story story = shadowed().offline("c", GateOutcome.PASS).command(OperatorAction.HOLD, null);

        // when
        story.shadow("b", GateOutcome.PASS);

        // then
        assertThat(story.last().getCheckpointId()).isEqualTo("c");
        assertThat(story.last().getKind()).isEqualTo(DecisionKind.REFUSE);
        assertThat(story.last().getReason()).contains("on hold");
    }

    @Test
    void candidateThatDescendsFromARolledBackChampionIsRefusedAtOnce() {
        // given
        Story story = new Story()
                .line()
                .checkpoint("d", "c", 4)
                .promoted("a")
                .promoted("b")
                .offline("c", GateOutcome.PASS)
                .offline("d", GateOutcome.PASS);

        // when
        story.command(OperatorAction.ROLLBACK, "a");

        // then
        assertThat(story.state().waiting()).isEmpty();
        assertThat(story.last().getReason()).contains("the checkpoint is in quarantine");
    }

    /** Champion a, challenger b, and two more checkpoints. */
    private static Story shadowed() {
        return new Story().line().checkpoint("d", "c", 4).promoted("a").offline("b", GateOutcome.PASS);
    }
}
