package io.perennial.trainer;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The offsets that earlier updates of this line of parents were trained on, without quarantined ones, and which of them are drawn from. An
 * offset without a record (a transaction marker) stands for the next record of the pool in its partition.
 */
final class ReplayPool {
    private final List<Checkpoint> lineage;
    private final OffsetRanges offsets;
    private final List<List<RecordPosition>> buffers;

    private ReplayPool(List<Checkpoint> lineage, OffsetRanges offsets, List<List<RecordPosition>> buffers) {
        this.lineage = List.copyOf(lineage);
        this.offsets = offsets;
        this.buffers = List.copyOf(buffers);
    }

    /** Draws are uniform over all offsets. */
    static ReplayPool of(List<Checkpoint> lineage, OffsetRanges quarantined) {
        return of(lineage, quarantined, ReplayBuffer.UNIFORM, 0, List.of());
    }

    /**
     * @param lineage checkpoints whose windows are drawn from, newest first
     * @param seed seed of the model
     * @param kept what the newest checkpoint says that the buffer holds, for a policy that depends on the encoder; where there is nothing of
     *     it in the pool, the latest offsets stand in
     */
    static ReplayPool of(
            List<Checkpoint> lineage,
            OffsetRanges quarantined,
            ReplayBuffer buffer,
            long seed,
            List<RecordPosition> kept) {
        List<OffsetRange> windows = new ArrayList<>();
        lineage.forEach(checkpoint -> windows.addAll(checkpoint.getWindows()));
        OffsetRanges offsets = OffsetRanges.of(quarantined.topic(), windows).minus(quarantined);
        int capacity = buffer.capacity();
        return new ReplayPool(
                lineage,
                offsets,
                switch (buffer.policy()) {
                    case UNIFORM -> List.of();
                    case FIFO -> List.of(ReplayBuffer.latest(lineage, offsets, capacity));
                    case RESERVOIR -> List.of(ReplayBuffer.reservoir(offsets, seed, capacity));
                    case MIXED ->
                        List.of(
                                ReplayBuffer.reservoir(offsets, seed, capacity / 2),
                                ReplayBuffer.latest(lineage, offsets, capacity - capacity / 2));
                    case MINRED -> {
                        List<RecordPosition> left = kept.stream()
                                .filter(position -> offsets.contains(position.partition(), position.offset()))
                                .toList();
                        yield List.of(left.isEmpty() ? ReplayBuffer.latest(lineage, offsets, capacity) : left);
                    }
                });
    }

    /** The checkpoints whose windows are drawn from, newest first. */
    List<Checkpoint> lineage() {
        return lineage;
    }

    OffsetRanges offsets() {
        return offsets;
    }

    /** What bounded buffers hold. */
    List<RecordPosition> buffered() {
        return buffers.stream().flatMap(List::stream).toList();
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** The offsets drawn for the replay rows of a step. The records are resolved by {@link ReplaySource}. */
    List<RecordPosition> draw(long seed, long step, int rows) {
        CounterRandom random = new CounterRandom(seed, Purpose.REPLAY, step);
        List<RecordPosition> drawn = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            drawn.add(draw(random));
        }
        return drawn;
    }

    private RecordPosition draw(CounterRandom random) {
        if (buffers.isEmpty()) {
            return offsets.at(random.nextLong(offsets.count()));
        }
        List<RecordPosition> buffer = buffers.get(buffers.size() == 1 ? 0 : random.nextInt(buffers.size()));
        return buffer.get(random.nextInt(buffer.size()));
    }
}
