package io.perennial.evaluator.registry;

import io.perennial.evaluator.controller.ModelState;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts that MLflow shows to people, in Markdown. */
final class Descriptions {
    private Descriptions() {}

    static String ofModel(ModelState state) {
        StringBuilder text = new StringBuilder("Self-supervised encoder that keeps learning from a stream. ");
        text.append(
                "Aliases `champion` (serves) and `challenger` (in shadow) follow the log of decisions; an alias moved "
                        + "by hand is adopted if that version was champion before, else moved back.\n\n");
        text.append("- generation ").append(state.generation()).append('\n');
        text.append("- champion: ").append(update(state, state.champion())).append('\n');
        text.append("- challenger: ").append(update(state, state.challenger())).append('\n');
        if (state.hold()) {
            text.append("- **promotion is on hold** until an operator releases it\n");
        }
        if (!state.quarantined().isEmpty()) {
            text.append("- checkpoints in quarantine: ")
                    .append(state.quarantined().size())
                    .append('\n');
        }
        return text.toString();
    }

    static String ofVersion(ModelState state, Checkpoint checkpoint, Map<String, String> tags) {
        StringBuilder text = new StringBuilder();
        text.append("**Update ").append(checkpoint.getVersion()).append(" of ").append(checkpoint.getModel());
        text.append("**: ").append(tags.get(VersionTags.STATE)).append(".\n\n");
        text.append(String.format(
                Locale.ROOT,
                "Trained in %.1f s up to step %d and sample %d; loss %.4f at the start, %.4f at the end. Parent: %s.%n%n",
                checkpoint.getSeconds(),
                checkpoint.getSteps(),
                checkpoint.getSamples(),
                checkpoint.getLossFirst(),
                checkpoint.getLossLast(),
                update(state, checkpoint.getParentId())));
        List<Decision> decisions = state.decisionsAbout(checkpoint.getCheckpointId());
        for (Decision decision : decisions) {
            text.append("- ").append(decision.getDecidedAt()).append(' ').append(decision.getKind());
            text.append(" by ").append(decision.getActor()).append(": ").append(decision.getReason());
            text.append('\n');
        }
        return text.toString();
    }

    private static String update(ModelState state, @Nullable String checkpointId) {
        if (checkpointId == null) {
            return "none";
        }
        String shortId = checkpointId.substring(0, Math.min(12, checkpointId.length()));
        return state.family()
                .find(checkpointId)
                .map(checkpoint -> "update " + checkpoint.getVersion() + " (" + shortId + ")")
                .orElse(shortId);
    }
}
