package io.perennial.console.state;

import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.ServedCheckpoint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one model.
 *
 * @param desired what should serve; null: the controller has not decided anything yet
 * @param candidates all checkpoints, in the order in which they were written
 * @param instances serving instances by name, stopped ones included
 * @param decisions audit log, oldest first
 */
public record ModelState(
        String model,
        @Nullable DesiredModel desired,
        List<Candidate> candidates,
        List<Instance> instances,
        List<AuditEntry> decisions) {
    public ModelState {
        Objects.requireNonNull(model, "model");
        candidates = List.copyOf(candidates);
        instances = List.copyOf(instances);
        decisions = List.copyOf(decisions);
    }

    public static ModelState empty(String model) {
        return new ModelState(model, null, List.of(), List.of(), List.of());
    }

    /** Generation of the desired state; 0: none yet. */
    public long generation() {
        return desired == null ? 0 : desired.getGeneration();
    }

    public boolean isHeld() {
        return desired != null && desired.getHold();
    }

    public List<String> quarantined() {
        return desired == null ? List.of() : desired.getQuarantined();
    }

    public @Nullable ServedCheckpoint champion() {
        return desired == null ? null : desired.getChampion();
    }

    public @Nullable ServedCheckpoint challenger() {
        return desired == null ? null : desired.getChallenger();
    }

    public Optional<Candidate> candidate(String checkpointId) {
        return candidates.stream()
                .filter(candidate -> candidate.id().equals(checkpointId))
                .findFirst();
    }

    /** True if the other state differs in nothing but the times of heartbeats. */
    public boolean looksLike(ModelState other) {
        if (instances.size() != other.instances.size()) {
            return false;
        }
        for (int i = 0; i < instances.size(); i++) {
            if (!instances.get(i).standsLike(other.instances.get(i))) {
                return false;
            }
        }
        return Objects.equals(desired, other.desired)
                && candidates.equals(other.candidates)
                && decisions.equals(other.decisions);
    }

    /** The first decision whose hash does not fit; empty: the chain is whole. */
    public Optional<AuditEntry> firstChainFault() {
        return decisions.stream().filter(entry -> !entry.isIntact()).findFirst();
    }
}
