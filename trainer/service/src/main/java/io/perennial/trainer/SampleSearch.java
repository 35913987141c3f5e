package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds samples in the curated topic and in archives, and the checkpoints that were trained on them. */
public final class SampleSearch {
    private final ModelHistory history;
    private final CuratedLog log;

    SampleSearch(ModelHistory history, CuratedLog log) {
        this.history = history;
        this.log = log;
    }

    /**
     * A checkpoint whose own update was trained on samples that were looked for.
     *
     * @param checkpoint the checkpoint
     * @param fresh how many of them were in its window
     * @param replayed how often one was drawn for replay
     */
    public record Use(Checkpoint checkpoint, long fresh, long replayed) {}

    /**
     * What was found.
     *
     * @param positions offsets of the samples
     * @param uses in the order in which the checkpoints were announced
     */
    public record Found(List<OffsetRange> positions, List<Use> uses) {
        public Found {
            positions = List.copyOf(positions);
            uses = List.copyOf(uses);
        }
    }

    /** Reads the whole topic once. */
    public static Found search(ServiceConfig config, ModelHistory history, SampleSelection selection)
            throws IOException {
        try (RecordedUpdates updates =
                new RecordedUpdates(config, history, config.blobs(), new TrainingListener() {})) {
            OffsetRanges positions = new SampleSearch(history, updates.log()).positions(selection);
            List<Use> uses = new ArrayList<>();
            for (Checkpoint checkpoint : history.history().announced()) {
                long fresh = overlap(positions, checkpoint.getWindows());
                long replayed = updates.manifest(checkpoint).lineage().replayed().stream()
                        .filter(range -> positions.contains(range.getPartition(), range.getFromOffset()))
                        .count();
                if (fresh + replayed > 0) {
                    uses.add(new Use(checkpoint, fresh, replayed));
                }
            }
            return new Found(positions.toList(), uses);
        }
    }

    /** Where the selected samples stand; refuses a selection that names none. */
    OffsetRanges positions(SampleSelection selection) {
        List<OffsetRange> found = new ArrayList<>();
        log.forEach(history.history().announced(), sample -> {
            if (isSelected(selection, sample)) {
                RecordPosition position = sample.position();
                found.add(new OffsetRange(log.topic(), position.partition(), position.offset(), position.offset() + 1));
            }
        });
        if (found.isEmpty()) {
            throw ServiceException.usage(
                    selection.description() + " is neither in " + log.topic()
                            + " nor in the archives of the model's checkpoints; curation.verdicts tells what became of a raw record");
        }
        return OffsetRanges.of(log.topic(), found);
    }

    static long overlap(OffsetRanges positions, List<OffsetRange> windows) {
        OffsetRanges inWindows = OffsetRanges.of(positions.topic(), windows);
        return positions.count() - positions.minus(inWindows).count();
    }

    private static boolean isSelected(SampleSelection selection, WindowSample sample) {
        if (selection instanceof SampleSelection.Sample wanted) {
            return sample.sample().getSampleId().equals(wanted.sampleId());
        }
        if (selection instanceof SampleSelection.Source wanted) {
            return sample.sample().getSource().equals(wanted.source());
        }
        SampleSelection.Offsets wanted = (SampleSelection.Offsets) selection;
        RecordPosition position = sample.position();
        return position.partition() == wanted.partition()
                && position.offset() >= wanted.from()
                && position.offset() < wanted.to();
    }
}
