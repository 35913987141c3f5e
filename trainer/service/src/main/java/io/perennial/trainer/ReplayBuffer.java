package io.perennial.trainer;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * Which of the earlier offsets are drawn from. What a buffer holds is a function of the log and the seed, so it is computed and not
 * stored: the log itself is the memory. {@link Policy#MINRED} alone depends on the encoder, too; what it keeps is part of the checkpoint.
 *
 * @param policy the rule
 * @param capacity offsets that a bounded buffer holds
 */
record ReplayBuffer(Policy policy, int capacity) {
    /** Everything within the horizon. */
    static final ReplayBuffer UNIFORM = new ReplayBuffer(Policy.UNIFORM, 20_000);

    private static final int OFFSET_BITS = 44;

    /** A rule. */
    enum Policy {
        /** Every offset within the horizon, with equal chances. */
        UNIFORM,
        /** The latest offsets. */
        FIFO,
        /** A uniform sample of all offsets that changes as little as it can when new ones come (Vitter, 1985). */
        RESERVOIR,
        /** One draw in two from a reservoir of half the capacity, the others from as many of the latest offsets. */
        MIXED,
        /** Offsets whose samples the encoder takes for little alike, chosen anew after each update (Purushwalkam et al., 2022). */
        MINRED;

        /** The name in configuration files. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Policy of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }

        static String[] labels() {
            return Arrays.stream(values()).map(Policy::label).toArray(String[]::new);
        }
    }

    ReplayBuffer {
        if (capacity < 2) {
            throw new IllegalArgumentException("a replay buffer holds at least 2 offsets, was " + capacity);
        }
    }

    private record Ticket(long number, RecordPosition position) {}

    /** The latest offsets of the windows of a line of parents, newest checkpoint first. */
    static List<RecordPosition> latest(List<Checkpoint> newestFirst, OffsetRanges allowed, int capacity) {
        List<RecordPosition> latest = new ArrayList<>();
        for (Checkpoint checkpoint : newestFirst) {
            List<RecordPosition> window = new ArrayList<>();
            for (OffsetRange range : checkpoint.getWindows()) {
                for (long offset = range.getFromOffset(); offset < range.getToOffset(); offset++) {
                    if (range.getTopic().equals(allowed.topic()) && allowed.contains(range.getPartition(), offset)) {
                        window.add(new RecordPosition(range.getPartition(), offset));
                    }
                }
            }
            window.sort(Comparator.comparingLong(RecordPosition::offset)
                    .reversed()
                    .thenComparingInt(RecordPosition::partition));
            latest.addAll(window.subList(0, Math.min(window.size(), capacity - latest.size())));
            if (latest.size() == capacity) {
                break;
            }
        }
        return latest;
    }

    /**
     * A uniform sample: each offset has a ticket that seed and position decide, and those with the least tickets are kept. An offset that
     * is pushed out never comes back, as in a reservoir that is filled one by one.
     */
    static List<RecordPosition> reservoir(OffsetRanges offsets, long seed, int capacity) {
        PriorityQueue<Ticket> kept =
                new PriorityQueue<>(Comparator.comparingLong(Ticket::number).reversed());
        for (OffsetRange range : offsets.toList()) {
            for (long offset = range.getFromOffset(); offset < range.getToOffset(); offset++) {
                RecordPosition position = new RecordPosition(range.getPartition(), offset);
                kept.add(new Ticket(ticket(seed, position), position));
                if (kept.size() > capacity) {
                    kept.remove();
                }
            }
        }
        return kept.stream()
                .map(Ticket::position)
                .sorted(Comparator.comparingInt(RecordPosition::partition).thenComparingLong(RecordPosition::offset))
                .toList();
    }

    private static long ticket(long seed, RecordPosition position) {
        return new CounterRandom(
                        seed, Purpose.RESERVOIR, ((long) position.partition() << OFFSET_BITS) + position.offset())
                .nextLong();
    }
}
