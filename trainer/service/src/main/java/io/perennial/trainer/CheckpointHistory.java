package io.perennial.trainer;

import io.perennial.schemas.records.Checkpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints of one model, in the order in which they were announced. */
final class CheckpointHistory {
    private final List<Checkpoint> announced = new ArrayList<>();
    private final Map<String, Checkpoint> byId = new HashMap<>();

    CheckpointHistory(List<Checkpoint> announced) {
        announced.forEach(this::add);
    }

    void add(Checkpoint checkpoint) {
        announced.add(checkpoint);
        byId.put(checkpoint.getCheckpointId(), checkpoint);
    }

    /** All of them, first to last. */
    List<Checkpoint> announced() {
        return List.copyOf(announced);
    }

    /** The checkpoint that was announced last, null before the first. */
    @Nullable
    Checkpoint last() {
        return announced.isEmpty() ? null : announced.get(announced.size() - 1);
    }

    Optional<Checkpoint> find(@Nullable String checkpointId) {
        return Optional.ofNullable(checkpointId).map(byId::get);
    }

    /** The checkpoint, its parent, its parent's parent, ..., at most {@code limit} of them. */
    List<Checkpoint> lineage(@Nullable Checkpoint head, int limit) {
        List<Checkpoint> lineage = new ArrayList<>();
        Checkpoint checkpoint = head;
        while (checkpoint != null && lineage.size() < limit) {
            lineage.add(checkpoint);
            checkpoint = find(checkpoint.getParentId()).orElse(null);
        }
        return lineage;
    }
}
