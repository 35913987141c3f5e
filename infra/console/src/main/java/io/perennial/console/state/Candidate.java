package io.perennial.console.state;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint with everything that was found out about it.
 *
 * @param offline newest report of the probes; null: none yet
 * @param shadow newest report of the comparison on live requests; null: none yet
 * @param lastDecision newest decision about it; null: none yet
 * @param blessed it has been champion, so a rollback may choose it
 */
public record Candidate(
        Checkpoint checkpoint,
        @Nullable EvaluationReport offline,
        @Nullable EvaluationReport shadow,
        @Nullable AuditEntry lastDecision,
        CandidateStage stage,
        boolean blessed) {
    public Candidate {
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(stage, "stage");
    }

    public String id() {
        return checkpoint.getCheckpointId();
    }

    public long version() {
        return checkpoint.getVersion();
    }

    /** Gates of both stages, offline first. */
    public List<GateResult> gates() {
        List<GateResult> gates = new ArrayList<>();
        if (offline != null) {
            gates.addAll(offline.getGates());
        }
        if (shadow != null) {
            gates.addAll(shadow.getGates());
        }
        return List.copyOf(gates);
    }

    /** Gates that do not let it through. */
    public List<GateResult> blockingGates() {
        return gates().stream()
                .filter(gate -> gate.getOutcome() != GateOutcome.PASS)
                .toList();
    }

    /**
     * A measure of the offline report, if it was taken. With several gold sets there is one {@code name/set} for each: then it is
     * their mean.
     */
    public OptionalDouble measure(String name) {
        if (offline == null) {
            return OptionalDouble.empty();
        }
        return offline.getMeasures().stream()
                .filter(measure ->
                        measure.getName().equals(name) || measure.getName().startsWith(name + "/"))
                .mapToDouble(Measure::getValue)
                .average();
    }
}
