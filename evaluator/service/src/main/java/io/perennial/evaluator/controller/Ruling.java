package io.perennial.evaluator.controller;

import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.OffsetRange;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a decision, before it is chained and sealed.
 *
 * @param kind what is decided
 * @param checkpointId checkpoint concerned
 * @param reason why, in one line
 * @param changes true if the desired state changes
 * @param quarantined checkpoints put into quarantine
 * @param lifted checkpoints taken out of quarantine
 * @param suspect windows under suspicion
 */
record Ruling(
        DecisionKind kind,
        @Nullable String checkpointId,
        String reason,
        boolean changes,
        Set<String> quarantined,
        Set<String> lifted,
        List<OffsetRange> suspect) {

    /** A decision that changes the desired state. */
    static Ruling change(DecisionKind kind, @Nullable String checkpointId, String reason) {
        return new Ruling(kind, checkpointId, reason, true, Set.of(), Set.of(), List.of());
    }

    /** A decision that is recorded and changes nothing. */
    static Ruling record(DecisionKind kind, @Nullable String checkpointId, String reason) {
        return new Ruling(kind, checkpointId, reason, false, Set.of(), Set.of(), List.of());
    }
}
