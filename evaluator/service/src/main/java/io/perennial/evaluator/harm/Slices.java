package io.perennial.evaluator.harm;

import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Samples of a source around a change, each list in the order of the raw topic.
 *
 * @param earlier the last ones before {@code before}
 * @param before the last ones that surely came before the change
 * @param after the last ones up to the raw record at which the change was detected
 */
record Slices(List<CuratedSample> earlier, List<CuratedSample> before, List<CuratedSample> after) {
    /** Samples in a slice. */
    static final int SIZE = 256;

    /** A curated sample and the time of its record in milliseconds, by which the curator counts blocks. */
    record Placed(CuratedSample sample, long time) {}

    /**
     * Cuts the slices.
     *
     * <p>An alarm comes late, so what lies just before it is behind the change, too. The signal counts observations that are surely behind
     * it; the change itself may be as far again. For alarms under a promise these are blocks of at least 256 samples and a minute.
     *
     * @param found samples of the source up to the origin of the signal, in any order
     * @param spare samples that must be left over, so that a gap at the far end of what was read changes nothing
     * @return empty as long as {@code found} does not reach back far enough
     */
    static Optional<Slices> of(DriftSignal signal, List<Placed> found, int spare) {
        List<Placed> newestFirst = new ArrayList<>(found);
        newestFirst.sort(Comparator.comparingLong(Slices::offset).reversed());
        boolean inBlocks = signal.getPromise() != AlarmPromise.NONE;
        long observations = Math.max(0, signal.getWindowAfter());
        long samples = inBlocks ? observations * SIZE : observations;
        long gap = inBlocks ? Duration.ofMinutes(2 * observations).toMillis() : 0;
        int from = (int) Math.min(2 * samples, newestFirst.size());
        while (from < newestFirst.size()
                && newestFirst.get(0).time() - newestFirst.get(from).time() < gap) {
            from++;
        }
        if (newestFirst.size() < from + 2L * SIZE + spare) {
            return Optional.empty();
        }
        return Optional.of(new Slices(
                slice(newestFirst, from + SIZE, SIZE), slice(newestFirst, from, SIZE), slice(newestFirst, 0, (int)
                        Math.min(SIZE, samples))));
    }

    private static List<CuratedSample> slice(List<Placed> newestFirst, int from, int count) {
        List<CuratedSample> slice = new ArrayList<>(newestFirst.subList(from, from + count).stream()
                .map(Placed::sample)
                .toList());
        Collections.reverse(slice);
        return slice;
    }

    private static long offset(Placed placed) {
        return placed.sample().getOrigin().getOffset();
    }
}
