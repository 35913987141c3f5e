package io.perennial.evaluator.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.evaluator.controller.Evidence;
import io.perennial.evaluator.controller.ModelState;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tags of a model version: lineage, gates, state and the decision behind it. */
final class VersionTags {
    static final String CHECKPOINT_ID = "perennial.checkpoint_id";
    static final String STATE = "perennial.state";
    static final String GENERATION = "perennial.generation";
    static final String GATE_PREFIX = "perennial.gate.";

    private VersionTags() {}

    /** Tags of the version of a checkpoint that is known and was decided about. */
    static Map<String, String> of(ModelState state, Checkpoint checkpoint) {
        Map<String, String> tags = lineage(checkpoint);
        String checkpointId = checkpoint.getCheckpointId();
        tags.put(STATE, VersionState.of(state, checkpointId).tag());
        List<Decision> decisions = state.decisionsAbout(checkpointId);
        decisions.forEach(decision -> putGates(decision, tags));
        if (!decisions.isEmpty()) {
            Decision last = decisions.get(decisions.size() - 1);
            tags.put(GENERATION, Long.toString(last.getGeneration()));
            tags.put("perennial.decision", last.getDecisionId());
            tags.put("perennial.decision_kind", last.getKind().name());
            tags.put("perennial.evidence_sha256", last.getEvidenceSha256());
        }
        return tags;
    }

    /** What made the checkpoint: also the tags of a run that shows it. */
    static Map<String, String> lineage(Checkpoint checkpoint) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(CHECKPOINT_ID, checkpoint.getCheckpointId());
        tags.put("perennial.version", Long.toString(checkpoint.getVersion()));
        tags.put("perennial.parent", checkpoint.getParentId() == null ? "none" : checkpoint.getParentId());
        tags.put("perennial.windows", windows(checkpoint.getWindows()));
        return tags;
    }

    private static String windows(List<OffsetRange> windows) {
        return windows.stream()
                .map(window -> window.getTopic() + "-" + window.getPartition() + "[" + window.getFromOffset() + ","
                        + window.getToOffset() + ")")
                .collect(Collectors.joining(" "));
    }

    private static void putGates(Decision decision, Map<String, String> tags) {
        for (JsonNode gate : Evidence.read(decision).path("report").path("gates")) {
            String name = gate.path("name").asText().replaceAll("[^A-Za-z0-9_./-]", "_");
            tags.put(
                    GATE_PREFIX + name,
                    gate.path("outcome").asText() + " bound="
                            + gate.path("bound").asText() + " threshold="
                            + gate.path("threshold").asText());
        }
    }
}
