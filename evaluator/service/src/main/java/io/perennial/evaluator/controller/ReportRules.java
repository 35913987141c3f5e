package io.perennial.evaluator.controller;

import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What follows from a report. Fails closed: everything that is not a proof is a refusal. The order of the rules is the order of
 * what a person most needs to know.
 */
final class ReportRules {
    private ReportRules() {}

    /** The report's checkpoint is known. */
    static Ruling judge(ModelState state, EvaluationReport report) {
        return objection(state, report)
                .map(reason -> refuse(state, report, reason))
                .orElseGet(() -> accept(state, report));
    }

    private static Optional<String> objection(ModelState state, EvaluationReport report) {
        return state.taintReason(report.getCheckpointId())
                .or(() -> misplaced(state, report))
                .or(() -> failedGates(report))
                .or(state::automaticObjection)
                .or(() -> outdated(state, report));
    }

    private static Optional<String> misplaced(ModelState state, EvaluationReport report) {
        String checkpointId = report.getCheckpointId();
        return switch (report.getStage()) {
            case UNKNOWN -> Optional.of("the report names no stage that this release knows");
            case OFFLINE ->
                checkpointId.equals(state.champion()) ? Optional.of("it is the champion already") : Optional.empty();
            case SHADOW ->
                checkpointId.equals(state.challenger())
                        ? Optional.empty()
                        : Optional.of("it is not the challenger; that is " + state.challenger());
        };
    }

    private static Optional<String> failedGates(EvaluationReport report) {
        List<GateResult> gates = report.getGates();
        if (gates.isEmpty()) {
            return Optional.of("the report holds no gate");
        }
        List<GateResult> failed = gates.stream().filter(gate -> !passes(gate)).toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        String more = failed.size() == 1 ? "" : " (and " + (failed.size() - 1) + " more)";
        return Optional.of(line(failed.get(0)) + more);
    }

    private static boolean passes(GateResult gate) {
        return gate.getOutcome() == GateOutcome.PASS
                && !Double.isNaN(gate.getStatistic())
                && !Double.isNaN(gate.getBound())
                && !Double.isNaN(gate.getThreshold());
    }

    private static String line(GateResult gate) {
        String detail = gate.getDetail().isBlank() ? "" : "; " + gate.getDetail();
        return "gate " + gate.getName() + " says " + gate.getOutcome() + ": bound " + gate.getBound() + ", threshold "
                + gate.getThreshold() + ", " + gate.getExamples() + " examples" + detail;
    }

    private static Optional<String> outdated(ModelState state, EvaluationReport report) {
        if (!Objects.equals(report.getChampionId(), state.champion())) {
            return Optional.of("it was compared with champion " + report.getChampionId() + ", but now that is "
                    + state.champion());
        }
        return report.getStage() == EvaluationStage.OFFLINE
                ? newerOne(state, report.getCheckpointId())
                : Optional.empty();
    }

    private static Optional<String> newerOne(ModelState state, String checkpointId) {
        long version = state.family().version(checkpointId);
        String challenger = state.challenger();
        if (challenger != null && version < state.family().version(challenger)) {
            return Optional.of("a newer challenger, " + challenger + ", is in shadow");
        }
        return state.waiting().stream()
                .map(WaitingCandidate::checkpointId)
                .filter(waiting -> version < state.family().version(waiting))
                .findFirst()
                .map(waiting -> "a newer candidate, " + waiting + ", waits for the shadow");
    }

    private static Ruling refuse(ModelState state, EvaluationReport report, String reason) {
        String checkpointId = report.getCheckpointId();
        return checkpointId.equals(state.challenger())
                ? Ruling.change(DecisionKind.REFUSE, checkpointId, reason)
                : Ruling.record(DecisionKind.REFUSE, checkpointId, reason);
    }

    private static Ruling accept(ModelState state, EvaluationReport report) {
        String passed = "all " + report.getGates().size() + " gates passed";
        String checkpointId = report.getCheckpointId();
        if (report.getStage() == EvaluationStage.SHADOW) {
            return Ruling.change(DecisionKind.PROMOTE, checkpointId, passed + " in shadow");
        }
        if (state.champion() == null) {
            return Ruling.change(DecisionKind.PROMOTE, checkpointId, passed + "; first champion");
        }
        if (checkpointId.equals(state.challenger())) {
            return Ruling.record(DecisionKind.CHALLENGE, checkpointId, passed + "; it is in shadow already");
        }
        return state.challenger() == null
                ? Ruling.change(DecisionKind.CHALLENGE, checkpointId, passed + "; goes into shadow")
                : Ruling.record(
                        DecisionKind.CHALLENGE,
                        checkpointId,
                        passed + "; waits until " + state.challenger() + " has its verdict in shadow");
    }
}
