package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.Event.CommandArrived;
import io.perennial.evaluator.controller.Event.DriftArrived;
import io.perennial.evaluator.controller.Event.HarmArrived;
import io.perennial.evaluator.controller.Event.ReportArrived;
import io.perennial.evaluator.controller.Event.TurnCame;
import io.perennial.schemas.audit.DecisionChain;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions, as a pure function: equal state and event give equal bytes. */
public final class Controller {
    /** Actor of what follows from reports. */
    public static final String AUTOMATIC = "controller";

    /** Actor of what follows from a drift signal and from its harm report. */
    public static final String DRIFT = "drift";

    /** Actor of what follows from an alias moved by hand: MLflow does not tell who did it. */
    public static final String MLFLOW = "mlflow";

    private Controller() {}

    /** Decides about one event. */
    public static Outcome decide(ModelState state, Event event) {
        if (!event.model().equals(state.model())) {
            throw new IllegalArgumentException("event of " + event.model() + " for the state of " + state.model());
        }
        if (state.decided().contains(event.decisionId()) || isOutdated(state, event)) {
            return new Outcome.Nothing();
        }
        if (event instanceof ReportArrived arrived
                && state.family().find(arrived.report().getCheckpointId()).isEmpty()) {
            return new Outcome.Waiting(arrived.report().getCheckpointId());
        }
        Ruling ruling = rule(state, event);
        Decision decision = DecisionChain.seal(unsealed(state, event, ruling));
        ModelState next = state.after(decision);
        return new Outcome.Decided(
                decision, ruling.changes() ? next.desired(decision) : null, trainerCommand(decision), next);
    }

    /** What a state asks for by itself, to be decided before the next event comes; empty if nothing. */
    public static Optional<Event> followUp(ModelState state) {
        return WaitingRules.next(state).map(turn -> turn);
    }

    private static boolean isOutdated(ModelState state, Event event) {
        if (event instanceof TurnCame turn) {
            return !turn.lastHash().equals(state.lastHash());
        }
        if (event instanceof DriftArrived) {
            // What a person holds needs no second reason.
            return state.hold() && state.driftHolds().isEmpty();
        }
        if (event instanceof HarmArrived arrived) {
            return !HarmRules.releases(state, arrived);
        }
        return event instanceof AliasMoved moved && moved.generation() != state.generation();
    }

    private static Ruling rule(ModelState state, Event event) {
        if (event instanceof ReportArrived arrived) {
            return ReportRules.judge(state, arrived.report());
        }
        if (event instanceof CommandArrived arrived) {
            return CommandRules.judge(state, arrived.command());
        }
        if (event instanceof TurnCame turn) {
            return WaitingRules.judge(state, turn);
        }
        if (event instanceof DriftArrived arrived) {
            return DriftRules.judge(state, arrived.signal());
        }
        if (event instanceof HarmArrived arrived) {
            return HarmRules.judge(state, arrived.report());
        }
        return AliasRules.judge(state, (AliasMoved) event);
    }

    private static Decision unsealed(ModelState state, Event event, Ruling ruling) {
        String evidence = Evidence.of(state, event, ruling);
        return Decision.newBuilder()
                .setDecisionId(event.decisionId())
                .setModel(state.model())
                .setKind(ruling.kind())
                .setCheckpointId(ruling.checkpointId())
                .setPreviousCheckpointId(state.champion())
                .setGeneration(ruling.changes() ? state.generation() + 1 : state.generation())
                .setActor(actor(event))
                .setReason(ruling.reason())
                .setEvidence(evidence)
                .setEvidenceSha256(Sha256.of(evidence))
                .setIdempotencyKey(idempotencyKey(event))
                .setQuarantined(List.copyOf(ruling.quarantined()))
                .setSuspect(ruling.suspect())
                .setPreviousHash(state.lastHash())
                .setDecidedAt(event.at())
                .build();
    }

    private static String actor(Event event) {
        if (event instanceof CommandArrived arrived) {
            return arrived.command().getActor();
        }
        if (event instanceof DriftArrived || event instanceof HarmArrived) {
            return DRIFT;
        }
        return event instanceof AliasMoved ? MLFLOW : AUTOMATIC;
    }

    private static @Nullable String idempotencyKey(Event event) {
        return event instanceof CommandArrived arrived ? arrived.command().getIdempotencyKey() : null;
    }

    private static @Nullable TrainerCommand trainerCommand(Decision decision) {
        if (decision.getKind() != DecisionKind.ROLLBACK) {
            return null;
        }
        return TrainerCommand.newBuilder()
                .setCommandId(decision.getDecisionId())
                .setModel(decision.getModel())
                .setAction(TrainerAction.REWIND)
                .setCheckpointId(decision.getCheckpointId())
                .setQuarantined(decision.getSuspect())
                .setReason(decision.getReason())
                .setActor(decision.getActor())
                .setIssuedAt(decision.getDecidedAt())
                .build();
    }
}
