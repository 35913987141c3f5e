package io.perennial.evaluator.controller;

import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What follows from a command of an operator. */
final class CommandRules {
    private CommandRules() {}

    static Ruling judge(ModelState state, OperatorCommand command) {
        if (command.getExpectedGeneration() != state.generation()) {
            return Ruling.record(
                    DecisionKind.STALE,
                    command.getCheckpointId(),
                    command.getAction() + " was meant for generation " + command.getExpectedGeneration()
                            + ", but now that is " + state.generation() + "; look again and repeat it");
        }
        return objection(state, command)
                .map(reason -> Ruling.record(
                        DecisionKind.REFUSED_COMMAND, command.getCheckpointId(), command.getAction() + ": " + reason))
                .orElseGet(() -> carryOut(state, command));
    }

    private static Optional<String> objection(ModelState state, OperatorCommand command) {
        if (command.getActor().isBlank()) {
            return Optional.of("names no actor");
        }
        if (command.getReason().isBlank() && command.getAction() != OperatorAction.HOLD) {
            return Optional.of("gives no reason");
        }
        return switch (command.getAction()) {
            case HOLD -> state.hold() ? Optional.of("promotion is on hold already") : Optional.empty();
            case RELEASE_HOLD -> state.hold() ? Optional.empty() : Optional.of("promotion is not on hold");
            case ROLLBACK -> servingObjection(state, command).or(() -> rollbackObjection(state, target(command)));
            case PIN -> servingObjection(state, command).or(() -> blessingObjection(state, target(command)));
            case PROMOTE -> servingObjection(state, command).or(() -> evaluationObjection(state, target(command)));
            case LIFT_QUARANTINE -> liftObjection(state, command);
            case UNKNOWN -> Optional.of("is no action that this release knows");
        };
    }

    /** Why the target cannot serve at all. */
    private static Optional<String> servingObjection(ModelState state, OperatorCommand command) {
        String target = command.getCheckpointId();
        if (target == null) {
            return Optional.of("names no checkpoint");
        }
        if (state.family().find(target).isEmpty()) {
            return Optional.of("checkpoint " + target + " is unknown");
        }
        if (target.equals(state.champion())) {
            return Optional.of("checkpoint " + target + " is the champion already");
        }
        return state.taint(target)
                .map(taint -> taint.equals(target)
                        ? "checkpoint " + target + " is in quarantine"
                        : "checkpoint " + target + " descends from " + taint + ", which is in quarantine");
    }

    private static Optional<String> blessingObjection(ModelState state, String target) {
        return state.blessed().contains(target)
                ? Optional.empty()
                : Optional.of("checkpoint " + target + " was never champion; to force it, use PROMOTE");
    }

    private static Optional<String> rollbackObjection(ModelState state, String target) {
        Optional<String> unblessed = blessingObjection(state, target);
        if (unblessed.isPresent() || state.champion() == null) {
            return unblessed;
        }
        return state.family().lineOf(target).contains(state.champion())
                ? Optional.of("checkpoint " + target + " descends from the champion, which would go into quarantine"
                        + " with it; use PIN")
                : Optional.empty();
    }

    private static Optional<String> evaluationObjection(ModelState state, String target) {
        return state.isEvaluatedOffline(target)
                ? Optional.empty()
                : Optional.of("checkpoint " + target + " has no offline report yet; wait for the evaluator");
    }

    private static Optional<String> liftObjection(ModelState state, OperatorCommand command) {
        String target = command.getCheckpointId();
        if (target == null) {
            return Optional.of("names no checkpoint");
        }
        if (!state.quarantined().contains(target)) {
            return Optional.of("checkpoint " + target + " is not in quarantine");
        }
        return state.family().lineOf(target).stream()
                .filter(id -> !id.equals(target) && state.quarantined().contains(id))
                .findFirst()
                .map(ancestor -> "its ancestor " + ancestor + " is in quarantine too; lift that");
    }

    private static Ruling carryOut(ModelState state, OperatorCommand command) {
        String reason = oneLine(command.getReason());
        return switch (command.getAction()) {
            case HOLD -> Ruling.change(DecisionKind.HOLD, null, reason);
            case RELEASE_HOLD -> Ruling.change(DecisionKind.RELEASE_HOLD, null, reason);
            case PIN -> Ruling.change(DecisionKind.PIN, target(command), reason);
            case PROMOTE -> Ruling.change(DecisionKind.PROMOTE, target(command), reason);
            case ROLLBACK -> rollback(state, target(command), reason);
            case LIFT_QUARANTINE -> lift(state, target(command), reason);
            case UNKNOWN -> throw new IllegalStateException("an unknown action is refused before");
        };
    }

    private static Ruling rollback(ModelState state, String target, String reason) {
        String bad = state.champion();
        if (bad == null) {
            throw new IllegalStateException("a blessed checkpoint without a champion cannot be");
        }
        return new Ruling(
                DecisionKind.ROLLBACK,
                target,
                reason,
                true,
                state.family().descendantsAndSelf(bad),
                Set.of(),
                state.family().windowsBetween(target, bad));
    }

    private static Ruling lift(ModelState state, String target, String reason) {
        NavigableSet<String> lifted = new TreeSet<>(state.family().descendantsAndSelf(target));
        lifted.retainAll(state.quarantined());
        return new Ruling(DecisionKind.LIFT_QUARANTINE, target, reason, true, Set.of(), lifted, List.of());
    }

    private static String target(OperatorCommand command) {
        String target = command.getCheckpointId();
        if (target == null) {
            throw new IllegalStateException("a command without a checkpoint is refused before");
        }
        return target;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
