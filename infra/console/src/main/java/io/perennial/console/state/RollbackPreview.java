package io.perennial.console.state;

import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback will do, before anyone does it.
 *
 * @param from champion now
 * @param to champion after
 * @param expectedGeneration generation that the command names; another one when it arrives makes it stale
 * @param mustConverge live instances that must follow
 * @param warm true: {@code to} is the champion before this one, which instances keep in memory; false: it is loaded from disk or
 *     the blob store
 * @param rewindTo where the trainer goes on, one range for each partition
 * @param suspect windows trained on since {@code to}, which are skipped from then on
 * @param quarantine versions that cannot come back by themselves: {@code from} and its descendants
 * @param alreadyHeld automatic promotion is on hold already; it will be in any case
 */
public record RollbackPreview(
        Candidate from,
        Candidate to,
        long expectedGeneration,
        List<Instance> mustConverge,
        boolean warm,
        List<OffsetRange> rewindTo,
        List<OffsetRange> suspect,
        List<Candidate> quarantine,
        boolean alreadyHeld) {

    /** @throws IllegalArgumentException if the model has no champion that the console knows */
    public static RollbackPreview of(ModelState model, Candidate to, Instant now, Duration silentAfter) {
        ServedCheckpoint champion = model.champion();
        if (champion == null) {
            throw new IllegalArgumentException(model.model() + " has no champion to roll back from");
        }
        Candidate from = model.candidate(champion.getCheckpointId())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the champion of " + model.model() + " is not in training.checkpoints"));
        Convergence fleet = Convergence.of(model, now, silentAfter);
        List<Instance> live = new ArrayList<>(fleet.reached());
        live.addAll(fleet.waiting());
        return new RollbackPreview(
                from,
                to,
                model.generation(),
                List.copyOf(live),
                isPrevious(model, to),
                to.checkpoint().getNextOffsets(),
                suspect(model, from, to),
                descendants(model, from),
                model.isHeld());
    }

    /** Offsets in all suspect windows; transaction markers count too. */
    public long suspectOffsets() {
        return suspect.stream()
                .mapToLong(range -> range.getToOffset() - range.getFromOffset())
                .sum();
    }

    private static boolean isPrevious(ModelState model, Candidate to) {
        @Nullable
        ServedCheckpoint previous =
                model.desired() == null ? null : model.desired().getPrevious();
        return previous != null && previous.getCheckpointId().equals(to.id());
    }

    /** Windows that {@code from} was trained on and {@code to} was not; adjoining windows are joined. */
    private static List<OffsetRange> suspect(ModelState model, Candidate from, Candidate to) {
        Lineage lineage = lineage(model);
        Set<String> trusted = lineage.lineOf(to.id());
        Set<String> line = lineage.lineOf(from.id());
        List<OffsetRange> windows = model.candidates().stream()
                .filter(candidate -> line.contains(candidate.id()) && !trusted.contains(candidate.id()))
                .flatMap(candidate -> candidate.checkpoint().getWindows().stream())
                .toList();
        return joined(windows);
    }

    private static List<OffsetRange> joined(List<OffsetRange> windows) {
        List<OffsetRange> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparing(OffsetRange::getTopic)
                .thenComparingInt(OffsetRange::getPartition)
                .thenComparingLong(OffsetRange::getFromOffset));
        List<OffsetRange> joined = new ArrayList<>();
        for (OffsetRange window : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && adjoins(joined.get(last), window)) {
                OffsetRange before = joined.get(last);
                joined.set(
                        last,
                        OffsetRange.newBuilder(before)
                                .setToOffset(Math.max(before.getToOffset(), window.getToOffset()))
                                .build());
            } else {
                joined.add(window);
            }
        }
        return List.copyOf(joined);
    }

    private static boolean adjoins(OffsetRange before, OffsetRange after) {
        return before.getTopic().equals(after.getTopic())
                && before.getPartition() == after.getPartition()
                && after.getFromOffset() <= before.getToOffset();
    }

    private static List<Candidate> descendants(ModelState model, Candidate bad) {
        Set<String> family = lineage(model).familyOf(List.of(bad.id()));
        return model.candidates().stream()
                .filter(candidate -> family.contains(candidate.id()))
                .toList();
    }

    private static Lineage lineage(ModelState model) {
        return new Lineage(
                model.candidates().stream().map(Candidate::checkpoint).toList());
    }
}
