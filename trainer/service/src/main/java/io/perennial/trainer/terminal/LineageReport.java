package io.perennial.trainer.terminal;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.trainer.Counterfactual;
import io.perennial.trainer.Rederivation;
import io.perennial.trainer.SampleSearch;
import io.perennial.trainer.SampleSelection;
import io.perennial.trainer.Unlearning;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as lines of text. */
final class LineageReport {
    private LineageReport() {}

    static String verdict(Rederivation.Verdict verdict) {
        StringBuilder text = new StringBuilder(name(verdict.checkpoint()));
        text.append(verdict.differences().isEmpty() ? ": bit-exact" : ": NOT the same bits");
        verdict.differences().forEach(line -> text.append("\n  ").append(line));
        verdict.damaged()
                .forEach(line -> text.append("\n  damaged in the blob store: ").append(line));
        return text.toString();
    }

    static String found(SampleSelection selection, SampleSearch.Found found) {
        StringBuilder text = new StringBuilder();
        text.append(selection.description()).append(" stands at ").append(ranges(found.positions()));
        text.append('\n');
        for (SampleSearch.Use use : found.uses()) {
            text.append(name(use.checkpoint())).append(use.fresh() > 0 ? ": in its window" : ": not in its window");
            text.append(use.replayed() > 0 ? ", replayed " + use.replayed() + " times\n" : "\n");
        }
        return found.uses().isEmpty()
                ? text + "no version was trained on it so far\n"
                : text + "and every version that continues one of these\n";
    }

    static String rewind(Checkpoint target, List<Checkpoint> dropped, List<OffsetRange> quarantined) {
        StringBuilder text = new StringBuilder("the trainer goes on from " + name(target) + ", at "
                + target.getNextOffsets().stream()
                        .map(next -> next.getTopic() + "-" + next.getPartition() + "@" + next.getFromOffset())
                        .collect(Collectors.joining(" "))
                + "\n");
        if (dropped.isEmpty()) {
            text.append("no version of the present line comes after it\n");
        }
        for (Checkpoint checkpoint : dropped) {
            text.append(String.format(
                    Locale.ROOT,
                    "  leaves behind %s, %d steps, loss %.4f%n",
                    name(checkpoint),
                    checkpoint.getSteps(),
                    checkpoint.getLossLast()));
        }
        return text.append(
                        quarantined.isEmpty()
                                ? "their samples are trained on again; give --quarantine to leave them out\n"
                                : "left out for ever: " + ranges(quarantined) + "\n")
                .toString();
    }

    static String rebuilt(SampleSelection selection, Unlearning.Rebuilt rebuilt) {
        StringBuilder text =
                new StringBuilder("without " + selection.description() + " at " + ranges(rebuilt.without()) + ":\n");
        for (int i = 0; i < rebuilt.rebuilt().size(); i++) {
            Checkpoint before = rebuilt.replaced().get(i);
            Checkpoint after = rebuilt.rebuilt().get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "  %s -> %s, loss %.4f -> %.4f%n",
                    name(before),
                    after.getCheckpointId(),
                    before.getLossLast(),
                    after.getLossLast()));
        }
        return text + "parameters of the last: " + rebuilt.tensors() + "\n";
    }

    static String comparison(List<Counterfactual.Row> rows) {
        StringBuilder text = new StringBuilder(String.format("%-30s %14s %14s%n", "", "as trained", "other"));
        for (Counterfactual.Row row : rows) {
            text.append(String.format(Locale.ROOT, "%-30s %14.4f %14.4f%n", row.name(), row.original(), row.other()));
        }
        return text.toString();
    }

    private static String name(Checkpoint checkpoint) {
        return "version " + checkpoint.getVersion() + " (" + checkpoint.getCheckpointId() + ")";
    }

    private static String ranges(List<OffsetRange> ranges) {
        return ranges.stream()
                .map(range -> range.getTopic() + "-" + range.getPartition() + "@" + range.getFromOffset() + ".."
                        + range.getToOffset())
                .collect(Collectors.joining(" "));
    }
}
