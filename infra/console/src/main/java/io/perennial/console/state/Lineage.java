package io.perennial.console.state;

import io.perennial.schemas.records.Checkpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who descends from whom among the checkpoints of one model. Immutable. */
final class Lineage {
    private final Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();

    Lineage(Collection<Checkpoint> known) {
        known.forEach(checkpoint -> checkpoints.put(checkpoint.getCheckpointId(), checkpoint));
    }

    /** The checkpoint itself, its parent and so on to the first that is known. */
    Set<String> lineOf(String checkpointId) {
        Set<String> line = new LinkedHashSet<>();
        Checkpoint at = checkpoints.get(checkpointId);
        while (at != null && line.add(at.getCheckpointId())) {
            at = at.getParentId() == null ? null : checkpoints.get(at.getParentId());
        }
        return line;
    }

    /** The checkpoints of {@code roots} and all that descend from them. */
    Set<String> familyOf(Collection<String> roots) {
        Set<String> family = new LinkedHashSet<>();
        Set<String> outside = new HashSet<>();
        for (String id : checkpoints.keySet()) {
            Set<String> path = new LinkedHashSet<>();
            boolean inside = false;
            for (String each : lineOf(id)) {
                if (roots.contains(each) || family.contains(each)) {
                    inside = true;
                    path.add(each);
                    break;
                }
                if (outside.contains(each)) {
                    break;
                }
                path.add(each);
            }
            (inside ? family : outside).addAll(path);
        }
        return family;
    }
}
