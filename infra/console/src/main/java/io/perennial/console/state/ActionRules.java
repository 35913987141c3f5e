package io.perennial.console.state;

import io.perennial.schemas.records.OperatorAction;
import java.util.Optional;

/**
 * Which commands make sense in a state. The controller decides in the end; these rules spare operators a refused command and give
 * the reason beside a disabled button.
 */
public final class ActionRules {
    private ActionRules() {}

    /** Why the action makes no sense for the model now; empty: it does. */
    public static Optional<String> obstacle(OperatorAction action, ModelState model, KafkaState kafka) {
        if (!kafka.reachable()) {
            return Optional.of("Kafka is away");
        }
        return switch (action) {
            case ROLLBACK -> rollback(model);
            case HOLD -> when(model.isHeld(), "promotion is already on hold");
            case RELEASE_HOLD -> when(!model.isHeld(), "promotion is not on hold");
            case PIN, PROMOTE -> when(promotable(model) == 0, "there is no other checkpoint outside quarantine");
            case LIFT_QUARANTINE -> when(model.quarantined().isEmpty(), "nothing is in quarantine");
            case UNKNOWN -> Optional.of("unknown action");
        };
    }

    /** Why the action makes no sense for this checkpoint; empty: it does. */
    public static Optional<String> obstacle(OperatorAction action, Candidate target) {
        CandidateStage stage = target.stage();
        return switch (action) {
            case ROLLBACK ->
                stage == CandidateStage.RETIRED
                        ? Optional.empty()
                        : Optional.of("version %d is %s; a rollback needs a former champion"
                                .formatted(target.version(), stage.words()));
            case PROMOTE ->
                stage == CandidateStage.CHAMPION || stage == CandidateStage.QUARANTINED
                        ? Optional.of("version %d is %s".formatted(target.version(), stage.words()))
                        : Optional.empty();
            case PIN ->
                when(
                        stage == CandidateStage.QUARANTINED,
                        "version %d is %s".formatted(target.version(), stage.words()));
            case LIFT_QUARANTINE ->
                when(
                        stage != CandidateStage.QUARANTINED,
                        "version %d is not in quarantine".formatted(target.version()));
            case HOLD, RELEASE_HOLD, UNKNOWN -> Optional.empty();
        };
    }

    /** True for actions that name a checkpoint. */
    public static boolean needsTarget(OperatorAction action) {
        return switch (action) {
            case ROLLBACK, PIN, PROMOTE, LIFT_QUARANTINE -> true;
            case HOLD, RELEASE_HOLD, UNKNOWN -> false;
        };
    }

    private static Optional<String> rollback(ModelState model) {
        if (model.champion() == null) {
            return Optional.of("there is no champion yet");
        }
        return when(model.rollbackTargets().isEmpty(), "there is no former champion outside quarantine to go back to");
    }

    private static long promotable(ModelState model) {
        return model.candidates().stream()
                .filter(candidate ->
                        candidate.stage() != CandidateStage.QUARANTINED && candidate.stage() != CandidateStage.CHAMPION)
                .count();
    }

    private static Optional<String> when(boolean obstructed, String reason) {
        return obstructed ? Optional.of(reason) : Optional.empty();
    }
}
