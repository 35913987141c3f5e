package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.TurnCame;
import io.perennial.schemas.records.DecisionKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who comes into the shadow next. A challenger keeps its shadow until it has its verdict, because a shadow that each new checkpoint
 * may take over never ends when checkpoints come faster than verdicts. Meanwhile one candidate waits: the newest that passed.
 */
final class WaitingRules {
    private WaitingRules() {}

    /** What must be decided about waiting candidates in this state, one at a time; empty if nothing. */
    static Optional<TurnCame> next(ModelState state) {
        return state.waiting().stream()
                .filter(candidate -> objection(state, candidate).isPresent() || isItsTurn(state, candidate))
                .findFirst()
                .map(candidate ->
                        new TurnCame(state.model(), candidate.checkpointId(), state.lastHash(), state.lastDecidedAt()));
    }

    static Ruling judge(ModelState state, TurnCame turn) {
        WaitingCandidate candidate = state.waiting().stream()
                .filter(waiting -> waiting.checkpointId().equals(turn.checkpointId()))
                .findFirst()
                .orElseThrow();
        return objection(state, candidate)
                .map(reason -> Ruling.record(DecisionKind.REFUSE, candidate.checkpointId(), reason))
                .orElseGet(() -> Ruling.change(
                        DecisionKind.CHALLENGE, candidate.checkpointId(), "the shadow is free; goes into shadow"));
    }

    private static Optional<String> objection(ModelState state, WaitingCandidate candidate) {
        return state.taintReason(candidate.checkpointId())
                .or(() -> overtaken(state, candidate))
                .or(() -> state.challenger() == null ? state.automaticObjection() : Optional.empty());
    }

    private static Optional<String> overtaken(ModelState state, WaitingCandidate candidate) {
        List<WaitingCandidate> waiting = state.waiting();
        WaitingCandidate newest = waiting.get(waiting.size() - 1);
        if (!candidate.equals(newest)) {
            return Optional.of("it waited for the shadow and was overtaken by " + newest.checkpointId()
                    + ", which passed too and is newer");
        }
        return Optional.ofNullable(state.challenger())
                .filter(challenger ->
                        state.family().version(challenger) > state.family().version(candidate.checkpointId()))
                .map(challenger -> "it waited to be judged again and was overtaken by " + challenger
                        + ", which is newer and in shadow");
    }

    /** One that was compared with an earlier champion waits on: the evaluator judges it again. */
    private static boolean isItsTurn(ModelState state, WaitingCandidate candidate) {
        return state.challenger() == null && Objects.equals(candidate.championId(), state.champion());
    }
}
