package io.perennial.trainer;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
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

    /** The offsets drawn for the replay rows of a step. The records are resolved by {@link ReplayReader}. */
    List<RecordPosition> draw(long seed, long step, int rows) {
        CounterRandom random = new CounterRandom(seed, Purpose.REPLAY, step);
        List<RecordPosition> drawn = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            drawn.add(offsets.at(random.nextLong(offsets.count())));
        }
        return drawn;
    }
}
