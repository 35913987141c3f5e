package io.perennial.console.state;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folds the records about one model. Not safe for use by several threads; {@link #view()} is. */
final class ModelFold {
    private final String model;
    private final Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();
    private final Map<String, EvaluationReport> offline = new HashMap<>();
    private final Map<String, EvaluationReport> shadow = new HashMap<>();
    private final Map<String, AuditEntry> lastDecisions = new HashMap<>();
    private final Map<String, Instance> instances = new TreeMap<>();
    private final Set<String> blessed = new HashSet<>();
    private final List<AuditEntry> decisions = new ArrayList<>();
    private String lastHash = "";
    private @Nullable DesiredModel desired;
    private boolean changed = true;

    ModelFold(String model) {
        this.model = model;
    }

    boolean hasChanged() {
        return changed;
    }

    void add(Checkpoint checkpoint) {
        changed = true;
        checkpoints.put(checkpoint.getCheckpointId(), checkpoint);
    }

    void add(EvaluationReport report) {
        changed = true;
        Map<String, EvaluationReport> reports = report.getStage() == EvaluationStage.SHADOW ? shadow : offline;
        reports.put(report.getCheckpointId(), report);
    }

    AuditEntry add(Decision decision, String expectedHash, long offset) {
        changed = true;
        AuditEntry entry = new AuditEntry(decision, offset, chainFault(decision, expectedHash));
        decisions.add(entry);
        lastHash = decision.getHash();
        String checkpointId = decision.getCheckpointId();
        if (checkpointId != null && isCarriedOut(decision.getKind())) {
            lastDecisions.put(checkpointId, entry);
            if (makesChampion(decision.getKind())) {
                blessed.add(checkpointId);
            }
        }
        return entry;
    }

    void set(DesiredModel value) {
        changed = true;
        desired = value;
    }

    void set(ObservedModel observed) {
        changed = true;
        @Nullable Instance before = instances.get(observed.getInstance());
        boolean sameStanding = before != null
                && before.observed().getState() == InstanceState.READY
                && observed.getState() == InstanceState.READY
                && before.observed().getGeneration() == observed.getGeneration();
        Instant reachedAt = before != null && sameStanding ? before.reachedAt() : observed.getObservedAt();
        instances.put(observed.getInstance(), new Instance(observed, reachedAt));
    }

    void removeInstance(String instance) {
        changed = true;
        instances.remove(instance);
    }

    ModelState view() {
        changed = false;
        Set<String> tainted = tainted();
        List<Candidate> candidates = checkpoints.values().stream()
                .map(checkpoint -> candidate(checkpoint, tainted))
                .toList();
        return new ModelState(model, desired, candidates, List.copyOf(instances.values()), decisions);
    }

    private Candidate candidate(Checkpoint checkpoint, Set<String> tainted) {
        String id = checkpoint.getCheckpointId();
        return new Candidate(
                checkpoint,
                offline.get(id),
                shadow.get(id),
                lastDecisions.get(id),
                stage(id, tainted),
                blessed.contains(id));
    }

    /** What is in quarantine and all that descends from it, also what was written later. */
    private Set<String> tainted() {
        if (desired == null || desired.getQuarantined().isEmpty()) {
            return Set.of();
        }
        return new Lineage(checkpoints.values()).familyOf(desired.getQuarantined());
    }

    private CandidateStage stage(String id, Set<String> tainted) {
        if (desired != null) {
            if (isSame(desired.getChampion(), id)) {
                return CandidateStage.CHAMPION;
            }
            if (tainted.contains(id)) {
                return CandidateStage.QUARANTINED;
            }
            if (isSame(desired.getChallenger(), id)) {
                return CandidateStage.SHADOW;
            }
        }
        if (blessed.contains(id)) {
            return CandidateStage.RETIRED;
        }
        @Nullable AuditEntry last = lastDecisions.get(id);
        if (last != null && last.decision().getKind() == DecisionKind.REFUSE) {
            return CandidateStage.REFUSED;
        }
        return offline.containsKey(id) ? CandidateStage.EVALUATED : CandidateStage.WAITING;
    }

    private @Nullable String chainFault(Decision decision, String expectedHash) {
        if (!decision.getHash().equals(expectedHash)) {
            return "the hash does not fit the content: recorded " + decision.getHash() + ", computed " + expectedHash;
        }
        if (!decision.getPreviousHash().equals(lastHash)) {
            return "a decision before it is missing or was replaced: it follows "
                    + (decision.getPreviousHash().isEmpty() ? "nothing" : decision.getPreviousHash())
                    + ", the log has "
                    + (lastHash.isEmpty() ? "nothing" : lastHash);
        }
        if (!Sha256.of(decision.getEvidence()).equals(decision.getEvidenceSha256())) {
            return "the evidence does not fit its digest " + decision.getEvidenceSha256();
        }
        return null;
    }

    private static boolean makesChampion(DecisionKind kind) {
        return switch (kind) {
            case PROMOTE, ROLLBACK, PIN, ALIAS_ADOPTED -> true;
            case UNKNOWN,
                    REFUSE,
                    CHALLENGE,
                    HOLD,
                    RELEASE_HOLD,
                    LIFT_QUARANTINE,
                    ALIAS_REVERTED,
                    STALE,
                    REFUSED_COMMAND -> false;
        };
    }

    private static boolean isCarriedOut(DecisionKind kind) {
        return kind != DecisionKind.STALE
                && kind != DecisionKind.REFUSED_COMMAND
                && kind != DecisionKind.ALIAS_REVERTED;
    }

    private static boolean isSame(@Nullable ServedCheckpoint served, String id) {
        return served != null && served.getCheckpointId().equals(id);
    }
}
