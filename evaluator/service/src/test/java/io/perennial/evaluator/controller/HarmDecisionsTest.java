package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.HarmVerdict;
import io.perennial.schemas.records.OperatorAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HarmDecisionsTest {
    private static final DriftSignal FIRST = Story.signal(DriftRequest.HOLD_PROMOTION, 1);
    private static final DriftSignal SECOND = Story.signal(DriftRequest.HOLD_PROMOTION, 2);

    @Test
    void driftThatDoesNotHurtIsNoReasonToHoldAnyLonger() {
        // given
        Story story = new Story().line().promoted("a");
        drifted(story, FIRST);
        Decision hold = story.last();

        // when
        Decision release =
                tested(story, FIRST, HarmVerdict.UNHARMED, "a").decided().decision();

        // then
        assertThat(release.getKind()).isEqualTo(DecisionKind.RELEASE_HOLD);
        assertThat(release.getActor()).isEqualTo("drift");
        assertThat(release.getReason()).contains("does not hurt the champion", "from 3.000 to 3.100");
        assertThat(Evidence.read(release).at("/harm/hold").asText()).isEqualTo(hold.getDecisionId());
        assertThat(story.offline("b", GateOutcome.PASS).state().challenger()).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource(value = HarmVerdict.class, mode = EnumSource.Mode.EXCLUDE, names = "UNHARMED")
    void anythingElseLeavesTheHold(HarmVerdict verdict) {
        // given
        Story story = new Story().line().promoted("a");
        drifted(story, FIRST);

        // when
        tested(story, FIRST, verdict, "a");

        // then
        assertThat(story.outcome()).isInstanceOf(Outcome.Nothing.class);
        assertThat(story.state().hold()).isTrue();
    }

    @Test
    void reportOnAnotherDriftOrAnotherChampionLeavesTheHold() {
        // given
        Story story = new Story().line().promoted("a");
        drifted(story, FIRST);

        // when
        tested(story, SECOND, HarmVerdict.UNHARMED, "a");
        tested(story, FIRST, HarmVerdict.UNHARMED, "b");

        // then
        assertThat(story.state().hold()).isTrue();
    }

    @Test
    void holdRestsOnEverySignalThatAskedForIt() {
        // given
        Story story = new Story().line().promoted("a");
        drifted(story, FIRST);
        drifted(story, SECOND);

        // when
        Decision first =
                tested(story, FIRST, HarmVerdict.UNHARMED, "a").decided().decision();
        boolean heldBetween = story.state().hold();
        tested(story, SECOND, HarmVerdict.UNHARMED, "a");

        // then
        assertThat(first.getReason()).endsWith("1 other signals still hold");
        assertThat(heldBetween).isTrue();
        assertThat(story.state().hold()).isFalse();
    }

    @Test
    void holdOfAPersonOutlivesTheReport() {
        // given a signal, then a pin, which holds, too
        Story story = new Story().line().promoted("a").promoted("b");
        drifted(story, FIRST);
        story.command(OperatorAction.PIN, "a");

        // when
        tested(story, FIRST, HarmVerdict.UNHARMED, "a");

        // then
        assertThat(story.outcome()).isInstanceOf(Outcome.Nothing.class);
        assertThat(story.state().hold()).isTrue();
    }

    @Test
    void reportThatIsReadASecondTimeDecidesNothing() {
        // given
        Story story = new Story().line().promoted("a");
        drifted(story, FIRST);
        tested(story, FIRST, HarmVerdict.UNHARMED, "a");

        // when
        tested(story, FIRST, HarmVerdict.UNHARMED, "a");

        // then
        assertThat(story.outcome()).isInstanceOf(Outcome.Nothing.class);
    }

    private static void drifted(Story story, DriftSignal signal) {
        story.tell(new Event.DriftArrived(Story.MODEL, signal, story.now()));
    }

    private static Story tested(Story story, DriftSignal signal, HarmVerdict verdict, String champion) {
        HarmReport report = HarmReport.newBuilder()
                .setReportId(signal.getOrigin().getOffset() + verdict.name() + champion)
                .setModel(Story.MODEL)
                .setCheckpointId(champion)
                .setSource(signal.getSource())
                .setDescriptor(signal.getDescriptor())
                .setOrigin(signal.getOrigin())
                .setSignal(signal.getOrigin())
                .setVerdict(verdict)
                .setLossBefore(3)
                .setLossAfter(3.1)
                .setUpper(0.2)
                .setThreshold(0.3)
                .setPairs(256)
                .build();
        return story.tell(new Event.HarmArrived(report, story.now()));
    }
}
