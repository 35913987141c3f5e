package io.perennial.console.state;

import static io.perennial.console.state.StoryOfAModel.MODEL;
import static io.perennial.console.state.StoryOfAModel.NOON;
import static io.perennial.console.state.StoryOfAModel.SILENT_AFTER;
import static io.perennial.console.state.StoryOfAModel.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StateFoldTest {
    @Test
    void aModelIsShownBeforeTheFirstRecordAboutIt() {
        // given
        StoryOfAModel nothing = new StoryOfAModel();

        // when
        ModelState model = nothing.model();

        // then
        assertThat(model).isEqualTo(ModelState.empty(MODEL));
    }

    @Test
    void formerChampionsAreBlessedAndTheLastOneServes() {
        // when
        ModelState model = StoryOfAModel.ofThreeChampions().model();

        // then
        assertThat(model.candidates())
                .extracting(Candidate::stage)
                .containsExactly(CandidateStage.RETIRED, CandidateStage.RETIRED, CandidateStage.CHAMPION);
        assertThat(model.candidates()).allMatch(Candidate::blessed);
        assertThat(model.generation()).isEqualTo(3);
    }

    @Test
    void aCandidateThatFailsAGateShowsWhichOne() {
        // given
        StoryOfAModel story = new StoryOfAModel()
                .train()
                .report(1, GateOutcome.PASS, GateOutcome.FAIL)
                .refuse(1);

        // when
        Candidate candidate = story.model().candidate(id(1)).orElseThrow();

        // then
        assertThat(candidate.stage()).isEqualTo(CandidateStage.REFUSED);
        assertThat(candidate.blockingGates()).extracting(GateResult::getName).containsExactly("gate-1");
    }

    @Test
    void descendantsOfAQuarantinedCheckpointAreInQuarantineAlsoWhenWrittenLater() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().rollBack(2, "key-rollback", 3);

        // when
        story.trainFrom(3).trainFrom(2);

        // then
        ModelState model = story.model();
        assertThat(model.candidate(id(4)).orElseThrow().stage()).isEqualTo(CandidateStage.QUARANTINED);
        assertThat(model.candidate(id(5)).orElseThrow().stage()).isEqualTo(CandidateStage.WAITING);
        assertThat(model.isHeld()).isTrue();
    }

    @Test
    void theFleetConvergesWhenEveryLiveInstanceServesTheGeneration() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().rollBack(2, "key-rollback", 3);
        story.observe("serving-a", InstanceState.READY, 4, NOON.plusMillis(700));

        // when
        Convergence before = Convergence.of(story.model(), NOON.plusSeconds(1), SILENT_AFTER);
        story.observe("serving-b", InstanceState.READY, 4, NOON.plusMillis(1_300));
        story.observe("serving-b", InstanceState.READY, 4, NOON.plusSeconds(4));
        Convergence after = Convergence.of(story.model(), NOON.plusSeconds(5), SILENT_AFTER);

        // then
        assertThat(before.isConverged()).isFalse();
        assertThat(before.waiting()).hasSize(1);
        assertThat(after.took()).isEqualTo(Duration.ofMillis(1_300));
    }

    @Test
    void anInstanceThatFellSilentIsNotWaitedFor() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().rollBack(2, "key-rollback", 3);
        story.observe("serving-a", InstanceState.READY, 4, NOON.plusSeconds(60));

        // when
        Convergence fleet = Convergence.of(story.model(), NOON.plusSeconds(61), SILENT_AFTER);

        // then
        assertThat(fleet.isConverged()).isTrue();
        assertThat(fleet.silent())
                .extracting(instance -> instance.observed().getInstance())
                .containsExactly("serving-b");
    }

    @Test
    void aTombstoneRemovesAnInstance() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();

        // when
        story.raw(Topics.SERVING_OBSERVED, MODEL + "/serving-a", null);

        // then
        assertThat(story.model().instances()).hasSize(1);
    }

    @Test
    void anUntouchedAuditLogIsWhole() {
        // when
        ModelState model = StoryOfAModel.ofThreeChampions().model();

        // then
        assertThat(model.decisions()).hasSize(3).allMatch(AuditEntry::isIntact);
    }

    @Test
    void aChangedDecisionBreaksTheChain() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();
        Decision honest = story.sealed(DecisionKind.HOLD, null, null);

        // when
        story.publish(Decision.newBuilder(honest).setActor("somebody else").build());

        // then
        assertThat(story.model().firstChainFault().orElseThrow().chainFault()).startsWith("the hash does not fit");
    }

    @Test
    void aMissingDecisionBreaksTheChain() {
        // given
        StoryOfAModel whole = new StoryOfAModel().train().promote(1);
        Decision second = whole.sealed(DecisionKind.HOLD, null, null);

        // when
        StoryOfAModel withoutTheFirst = new StoryOfAModel().publish(second);

        // then
        assertThat(withoutTheFirst.model().firstChainFault().orElseThrow().chainFault())
                .startsWith("a decision before it is missing");
    }

    @Test
    void aCommandIsFollowedFromSentToConverged() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().command(rollback("key-rollback"));

        // when
        CommandProgress sent = progress(story);
        story.rollBack(2, "key-rollback", 3);
        CommandProgress decided = progress(story);
        story.observe("serving-a").observe("serving-b");
        CommandProgress converged = progress(story);

        // then
        assertThat(sent.stage()).isEqualTo(CommandProgress.Stage.SENT);
        assertThat(decided.line()).isEqualTo("decided, 0 of 2 instances at generation 4");
        assertThat(converged.line()).isEqualTo("converged in 1.0 s: 2 instances at generation 4");
    }

    @Test
    void aStaleCommandSaysWhy() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().command(rollback("key-stale"));

        // when
        story.answer(DecisionKind.STALE, "key-stale");

        // then
        assertThat(progress(story).stage()).isEqualTo(CommandProgress.Stage.STALE);
        assertThat(progress(story).line()).contains("for a reason");
    }

    @Test
    void aRecordThatCannotBeReadIsRememberedWithItsPosition() {
        // given
        StoryOfAModel story = new StoryOfAModel();

        // when
        story.raw(Topics.TRAINING_CHECKPOINTS, MODEL, "nonsense".getBytes(StandardCharsets.UTF_8));

        // then
        assertThat(story.log().undecodable()).singleElement().asString().startsWith("training.checkpoints-0@0: ");
    }

    @Test
    void verdictsAreCountedByOutcomeRuleAndSource() {
        // given
        StoryOfAModel story = new StoryOfAModel();

        // when
        story.raw(Topics.CURATION_VERDICTS, "1", verdict(Outcome.KEPT, ""));
        story.raw(Topics.CURATION_VERDICTS, "2", verdict(Outcome.REJECTED, "language"));
        story.raw(Topics.CURATION_VERDICTS, "3", verdict(Outcome.REJECTED, "language"));

        // then
        Curation curation = story.log().curation();
        assertThat(curation.count(Modality.TEXT, Outcome.REJECTED)).isEqualTo(2);
        assertThat(curation.rules())
                .containsExactly(new Curation.RuleCount(Modality.TEXT, Outcome.REJECTED, "language", 2));
        assertThat(curation.sources())
                .singleElement()
                .satisfies(source -> assertThat(source.total()).isEqualTo(3));
    }

    private static CommandProgress progress(StoryOfAModel story) {
        IssuedCommand issued = story.log()
                .commandWithKey(story.log().commands().get(0).command().getIdempotencyKey())
                .orElseThrow();
        return CommandProgress.of(issued, story.model(), NOON.plusSeconds(2), SILENT_AFTER);
    }

    private static OperatorCommand rollback(String key) {
        return OperatorCommand.newBuilder()
                .setCommandId("command-1")
                .setIdempotencyKey(key)
                .setModel(MODEL)
                .setAction(OperatorAction.ROLLBACK)
                .setCheckpointId(id(2))
                .setExpectedGeneration(3)
                .setIssuedAt(NOON)
                .build();
    }

    private static byte[] verdict(Outcome outcome, String rule) {
        return AvroWire.of(Verdict.class)
                .encode(Verdict.newBuilder()
                        .setModality(Modality.TEXT)
                        .setSource("wiki")
                        .setOrigin(new SourcePosition("raw.text", 0, 0L))
                        .setOutcome(outcome)
                        .setRule(rule)
                        .setDecidedAt(NOON)
                        .build());
    }
}
