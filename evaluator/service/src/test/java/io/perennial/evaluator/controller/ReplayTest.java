package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTest {

    @Test
    void stateIsTheFoldOfTheDecisions() {
        // given
        Story story = eventful();

        // when
        ModelState rebuilt = fold(story.decisions());

        // then
        assertThat(rebuilt).usingRecursiveComparison().ignoringFields("family").isEqualTo(story.state());
    }

    @Test
    void replayOfTheSameEventsGivesTheSameBytes() {
        // given
        Story first = eventful();

        // when
        Story second = eventful();

        // then
        assertThat(second.decisions()).isEqualTo(first.decisions());
    }

    @Test
    void crashAtAnyPointAndReplayOfAllEventsGivesTheSameDecisions() {
        // given
        List<Event> events = events();
        List<Decision> uninterrupted = decide(fold(List.of()), events);

        for (int survived = 0; survived <= uninterrupted.size(); survived++) {
            // when
            List<Decision> before = uninterrupted.subList(0, survived);
            List<Decision> after = decide(fold(before), events);

            // then
            List<Decision> all = new ArrayList<>(before);
            all.addAll(after);
            assertThat(all).isEqualTo(uninterrupted);
        }
    }

    private static List<Decision> decide(ModelState start, List<Event> events) {
        List<Decision> decisions = new ArrayList<>();
        ModelState state = start;
        for (Event event : events) {
            // What a crash left to be followed up comes before the next event.
            state = followUps(state, decisions);
            if (Controller.decide(state, event) instanceof Outcome.Decided decided) {
                decisions.add(decided.decision());
                state = decided.next();
            }
        }
        followUps(state, decisions);
        return decisions;
    }

    private static ModelState followUps(ModelState start, List<Decision> decisions) {
        ModelState state = start;
        for (Optional<Event> next = Controller.followUp(state); next.isPresent(); next = Controller.followUp(state)) {
            Outcome.Decided decided = (Outcome.Decided) Controller.decide(state, next.get());
            decisions.add(decided.decision());
            state = decided.next();
        }
        return state;
    }

    private static ModelState fold(List<Decision> decisions) {
        ModelState state = ModelState.initial(Story.MODEL).with(checkpoints());
        for (Decision decision : decisions) {
            state = state.after(decision);
        }
        return state;
    }

    private static List<Checkpoint> checkpoints() {
        return List.of(
                Story.checkpointOf("a", null, 1),
                Story.checkpointOf("b", "a", 2),
                Story.checkpointOf("c", "b", 3),
                Story.checkpointOf("d", "a", 4),
                Story.checkpointOf("e", "d", 5),
                Story.checkpointOf("f", "e", 6));
    }

    private static List<Event> events() {
        return List.of(
                report("a", EvaluationStage.OFFLINE, null, 1),
                report("b", EvaluationStage.OFFLINE, "a", 2),
                report("b", EvaluationStage.SHADOW, "a", 3),
                new Event.CommandArrived(
                        Story.commandOf("k1", OperatorAction.ROLLBACK, "a", 3, "worse answers"), at(4)),
                report("c", EvaluationStage.OFFLINE, "b", 5),
                new Event.CommandArrived(
                        Story.commandOf("k2", OperatorAction.LIFT_QUARANTINE, "b", 4, "false alarm"), at(6)),
                new Event.CommandArrived(Story.commandOf("k3", OperatorAction.HOLD, null, 1, "late"), at(7)),
                new Event.CommandArrived(Story.commandOf("k4", OperatorAction.RELEASE_HOLD, null, 5, "on"), at(8)),
                report("d", EvaluationStage.OFFLINE, "a", 9),
                report("e", EvaluationStage.OFFLINE, "a", 10),
                report("f", EvaluationStage.OFFLINE, "a", 11),
                report("d", EvaluationStage.SHADOW, "b", 12));
    }

    private static Event report(String id, EvaluationStage stage, @Nullable String champion, long second) {
        return new Event.ReportArrived(Story.report(id, stage, champion, Story.gates(GateOutcome.PASS)), at(second));
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(1_700_000_000 + second);
    }

    private static Story eventful() {
        return new Story()
                .line()
                .promoted("a")
                .promoted("b")
                .offline("c", GateOutcome.PASS)
                .command(OperatorAction.ROLLBACK, "a")
                .command(OperatorAction.RELEASE_HOLD, null)
                .command(OperatorAction.LIFT_QUARANTINE, "b")
                .command(OperatorAction.PIN, "b")
                .aliasMoved("a");
    }
}
