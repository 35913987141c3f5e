package io.perennial.evaluator.registry;

import io.perennial.evaluator.controller.ModelState;
import java.util.Locale;

/** What a version is now, as its tag {@code perennial.state} says. */
enum VersionState {
    /** Serves. */
    CHAMPION,
    /** In shadow. */
    CHALLENGER,
    /** Passed the offline gates; another one is in shadow. */
    WAITING,
    /** In quarantine, or descends from a checkpoint that is. */
    QUARANTINED,
    /** Was champion. */
    RETIRED,
    /** Was judged and not promoted. */
    REFUSED;

    static VersionState of(ModelState state, String checkpointId) {
        if (checkpointId.equals(state.champion())) {
            return CHAMPION;
        }
        if (checkpointId.equals(state.challenger())) {
            return CHALLENGER;
        }
        if (state.taint(checkpointId).isPresent()) {
            return QUARANTINED;
        }
        if (state.waiting().stream()
                .anyMatch(candidate -> candidate.checkpointId().equals(checkpointId))) {
            return WAITING;
        }
        return state.blessed().contains(checkpointId) ? RETIRED : REFUSED;
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
