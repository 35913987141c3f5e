package io.perennial.evaluator.history;

import io.perennial.evaluator.gate.OfflineGates;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which candidates were compared with whom: each comparison uses up some of the error rate of those that follow. A candidate that
 * could not be judged has used nothing. Used by one thread.
 */
final class CandidateLine {
    private enum Role {
        CHAMPION,
        ANCHOR
    }

    private record Opponent(
            String model, Role role, @Nullable String checkpointId) {}

    private final Map<Opponent, Set<String>> compared = new HashMap<>();

    void add(EvaluationReport report) {
        if (wasJudged(report)) {
            note(new Opponent(report.getModel(), Role.CHAMPION, report.getChampionId()), report.getCheckpointId());
            note(new Opponent(report.getModel(), Role.ANCHOR, report.getAnchorId()), report.getCheckpointId());
        }
    }

    long placeAgainstChampion(Checkpoint candidate, @Nullable String championId) {
        return place(candidate, new Opponent(candidate.getModel(), Role.CHAMPION, championId));
    }

    long placeAgainstAnchor(Checkpoint candidate, @Nullable String anchorId) {
        return place(candidate, new Opponent(candidate.getModel(), Role.ANCHOR, anchorId));
    }

    private long place(Checkpoint candidate, Opponent opponent) {
        return 1
                + compared.getOrDefault(opponent, Set.of()).stream()
                        .filter(id -> !id.equals(candidate.getCheckpointId()))
                        .count();
    }

    private void note(Opponent opponent, String checkpointId) {
        compared.computeIfAbsent(opponent, first -> new HashSet<>()).add(checkpointId);
    }

    private static boolean wasJudged(EvaluationReport report) {
        return report.getGates().stream()
                .anyMatch(gate -> gate.getName().startsWith(OfflineGates.BETTER_THAN_UNTRAINED)
                        && gate.getOutcome() != GateOutcome.ERROR);
    }
}
