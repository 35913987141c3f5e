package io.perennial.console.state;

import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.ServedCheckpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
            case ROLLBACK ->
                when(model.champion() == null, "there is no champion yet")
                        .or(() -> when(
                                targets(action, model).isEmpty(),
                                "there is no former champion outside quarantine to go back to"));
            case HOLD -> when(model.isHeld(), "promotion is already on hold");
            case RELEASE_HOLD -> when(!model.isHeld(), "promotion is not on hold");
            case PIN -> when(targets(action, model).isEmpty(), "there is no former champion outside quarantine");
            case PROMOTE ->
                when(targets(action, model).isEmpty(), "there is no other evaluated checkpoint outside quarantine");
            case LIFT_QUARANTINE -> when(model.quarantined().isEmpty(), "nothing is in quarantine");
            case UNKNOWN -> Optional.of("unknown action");
        };
    }

    /** Why the action makes no sense for this checkpoint; empty: it does. */
    public static Optional<String> obstacle(OperatorAction action, ModelState model, Candidate target) {
        CandidateStage stage = target.stage();
        String standing = "version %d is %s".formatted(target.version(), stage.words());
        return switch (action) {
            case ROLLBACK ->
                when(stage != CandidateStage.RETIRED, standing + "; a rollback needs a former champion")
                        .or(() -> when(
                                descendsFromChampion(model, target),
                                "version %d descends from the champion, which would go into quarantine with it; use PIN"
                                        .formatted(target.version())));
            case PIN -> when(stage != CandidateStage.RETIRED, standing + "; only a former champion can be pinned");
            case PROMOTE ->
                when(stage == CandidateStage.CHAMPION || stage == CandidateStage.QUARANTINED, standing)
                        .or(() -> when(
                                target.offline() == null,
                                "version %d is not evaluated yet".formatted(target.version())));
            case LIFT_QUARANTINE ->
                when(
                        !model.quarantined().contains(target.id()),
                        "version %d was not put into quarantine itself".formatted(target.version()));
            case HOLD, RELEASE_HOLD, UNKNOWN -> Optional.empty();
        };
    }

    /** Checkpoints for which the action makes sense, newest first. */
    public static List<Candidate> targets(OperatorAction action, ModelState model) {
        List<Candidate> targets = new ArrayList<>(model.candidates().stream()
                .filter(candidate -> obstacle(action, model, candidate).isEmpty())
                .toList());
        Collections.reverse(targets);
        return List.copyOf(targets);
    }

    /** True for actions that name a checkpoint. */
    public static boolean needsTarget(OperatorAction action) {
        return switch (action) {
            case ROLLBACK, PIN, PROMOTE, LIFT_QUARANTINE -> true;
            case HOLD, RELEASE_HOLD, UNKNOWN -> false;
        };
    }

    private static boolean descendsFromChampion(ModelState model, Candidate target) {
        ServedCheckpoint champion = model.champion();
        return champion != null
                && new Lineage(model.candidates().stream()
                                .map(Candidate::checkpoint)
                                .toList())
                        .lineOf(target.id())
                        .contains(champion.getCheckpointId());
    }

    private static Optional<String> when(boolean obstructed, String reason) {
        return obstructed ? Optional.of(reason) : Optional.empty();
    }
}
