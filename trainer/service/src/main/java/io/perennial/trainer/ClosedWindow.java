package io.perennial.trainer;

import io.perennial.schemas.records.OffsetRange;
import java.util.List;

/**
 * The input of one update.
 *
 * @param samples the samples, merged round-robin by partition id
 * @param windows the offsets that were consumed, without quarantined ones, in order of partition and offset
 * @param nextOffsets where the next window starts: fromOffset (and toOffset) of each partition
 */
record ClosedWindow(List<WindowSample> samples, List<OffsetRange> windows, List<OffsetRange> nextOffsets) {
    ClosedWindow {
        samples = List.copyOf(samples);
        windows = List.copyOf(windows);
        nextOffsets = List.copyOf(nextOffsets);
    }
}
