package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.schemas.records.DecisionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Hands moved aliases from the reconciler's thread to the controller's, and the verdicts back. */
public final class AliasInbox {
    /** The controller was rebuilt before it decided; look at MLflow again. */
    public static final DecisionKind UNDECIDED = DecisionKind.UNKNOWN;

    private final BlockingQueue<Case> cases = new LinkedBlockingQueue<>();

    private record Case(AliasMoved moved, CompletableFuture<DecisionKind> verdict) {}

    /**
     * Asks for a verdict. It completes when the decision is committed.
     *
     * @return ALIAS_ADOPTED, ALIAS_REVERTED, or {@link #UNDECIDED} if the observation was outdated
     */
    public CompletableFuture<DecisionKind> submit(AliasMoved moved) {
        CompletableFuture<DecisionKind> verdict = new CompletableFuture<>();
        cases.add(new Case(moved, verdict));
        return verdict;
    }

    /** Decides all cases that are there; called by the controller. */
    void drain(Function<AliasMoved, Outcome> judge) {
        for (Case next = cases.poll(); next != null; next = cases.poll()) {
            try {
                next.verdict.complete(kind(judge.apply(next.moved)));
            } finally {
                next.verdict.complete(UNDECIDED);
            }
        }
    }

    /** Sends back what was not decided. */
    void abandon() {
        List<Case> left = new ArrayList<>();
        cases.drainTo(left);
        left.forEach(one -> one.verdict.complete(UNDECIDED));
    }

    private static DecisionKind kind(Outcome outcome) {
        return outcome instanceof Outcome.Decided decided ? decided.decision().getKind() : UNDECIDED;
    }
}
