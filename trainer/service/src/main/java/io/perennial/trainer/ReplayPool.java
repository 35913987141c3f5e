package io.perennial.trainer;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The offsets that earlier updates of this line of parents were trained on, without quarantined ones. Replay draws are uniform over
 * these offsets; an offset without a record (a transaction marker) stands for the next record of the pool in its partition.
 */
final class ReplayPool {
    private final OffsetRanges offsets;

    private ReplayPool(OffsetRanges offsets) {
        this.offsets = offsets;
    }

    static ReplayPool of(List<Checkpoint> lineage, OffsetRanges quarantined) {
        List<OffsetRange> windows = new ArrayList<>();
        lineage.forEach(checkpoint -> windows.addAll(checkpoint.getWindows()));
        return new ReplayPool(OffsetRanges.of(quarantined.topic(), windows).minus(quarantined));
    }

    OffsetRanges offsets() {
        return offsets;
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** The offset drawn for a row of a step. The record is resolved by {@link ReplayReader}. */
    RecordPosition draw(long seed, long step, int row) {
        CounterGenerator generator = new CounterGenerator(seed, CounterGenerator.Purpose.REPLAY, step);
        return offsets.at(generator.below(offsets.count(), row));
    }
}
