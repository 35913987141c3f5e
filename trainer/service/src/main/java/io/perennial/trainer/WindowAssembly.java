package io.perennial.trainer;

import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The rule of a window: the next records of each partition, up to a quota of records (not of offsets, because transaction markers
 * take offsets too), merged round-robin by partition id. Quarantined records, and those that the encoder cannot read, are passed over and do not count. So the window
 * depends on the log alone, and not on the order in which polls return. Records of one partition must be offered in order. Not safe
 * for use by several threads.
 */
final class WindowAssembly {
    private final String topic;
    private final WindowQuota quota;
    private final OffsetRanges quarantined;
    private final Predicate<WindowSample> readable;
    private final List<OffsetRange> unreadable = new ArrayList<>();
    private final NavigableMap<Integer, Part> parts = new TreeMap<>();

    /**
     * @param from first offset of each partition of the topic
     * @param quarantined offsets that must not be trained on
     * @param readable which samples the encoder can read
     */
    WindowAssembly(
            SortedMap<Integer, Long> from,
            WindowQuota quota,
            OffsetRanges quarantined,
            Predicate<WindowSample> readable) {
        if (from.isEmpty()) {
            throw new IllegalArgumentException("a window needs at least one partition");
        }
        this.topic = quarantined.topic();
        this.quota = quota;
        this.quarantined = quarantined;
        this.readable = readable;
        from.forEach((partition, offset) -> parts.put(partition, new Part(partition, offset)));
    }

    /** True if this is the window that starts there and leaves these offsets out. */
    boolean isWindow(SortedMap<Integer, Long> from, OffsetRanges leftOut) {
        SortedMap<Integer, Long> starts = new TreeMap<>();
        parts.forEach((partition, part) -> starts.put(partition, part.from));
        return starts.equals(from) && quarantined.toList().equals(leftOut.toList());
    }

    /** Closes the partition at an end offset, exclusive, even if its quota is not reached. */
    void endAt(int partition, long end) {
        part(partition).end = end;
    }

    /** True while the partition has not given its part. */
    boolean wants(int partition) {
        return !part(partition).isClosed();
    }

    /** Offers the next record of a partition; records of a partition that has given its part are left for the next window. */
    void offer(int partition, long offset, int bytes, Supplier<CuratedSample> sample) {
        Part part = part(partition);
        if (part.isClosed() || offset >= part.end || offset < part.from) {
            part.reached = Math.max(part.reached, offset);
            return;
        }
        part.reached = offset + 1;
        if (quarantined.contains(partition, offset)) {
            return;
        }
        WindowSample taken = new WindowSample(new RecordPosition(partition, offset), sample.get());
        if (readable.test(taken)) {
            part.samples.add(taken);
            part.bytes += bytes;
        } else {
            unreadable.add(new OffsetRange(topic, partition, offset, offset + 1));
        }
    }

    /** Tells that no record below this offset is to come: markers and aborted records take offsets too. */
    void reached(int partition, long offset) {
        Part part = part(partition);
        part.reached = Math.max(part.reached, offset);
    }

    boolean isComplete() {
        return parts.values().stream().allMatch(Part::isClosed);
    }

    /** Samples taken so far. */
    long size() {
        return parts.values().stream().mapToLong(part -> part.samples.size()).sum();
    }

    ClosedWindow close() {
        if (!isComplete()) {
            throw new IllegalStateException("the window of " + topic + " is still open with " + size() + " samples");
        }
        List<OffsetRange> consumed = new ArrayList<>();
        List<OffsetRange> next = new ArrayList<>();
        for (Part part : parts.values()) {
            consumed.add(new OffsetRange(topic, part.partition, part.from, part.next()));
            next.add(new OffsetRange(topic, part.partition, part.next(), part.next()));
        }
        OffsetRanges windows = OffsetRanges.of(topic, consumed).minus(quarantined.plus(unreadable));
        return new ClosedWindow(merged(), windows.toList(), next);
    }

    private List<WindowSample> merged() {
        List<WindowSample> merged = new ArrayList<>();
        for (int row = 0; merged.size() < size(); row++) {
            for (Part part : parts.values()) {
                if (row < part.samples.size()) {
                    merged.add(part.samples.get(row));
                }
            }
        }
        return merged;
    }

    private Part part(int partition) {
        Part part = parts.get(partition);
        if (part == null) {
            throw new IllegalArgumentException(
                    topic + " has no partition " + partition + " in this window; it has " + parts.keySet());
        }
        return part;
    }

    private final class Part {
        private final int partition;
        private final long from;
        private final List<WindowSample> samples = new ArrayList<>();
        private long reached;
        private long end = Long.MAX_VALUE;
        private long bytes;

        Part(int partition, long from) {
            this.partition = partition;
            this.from = from;
            this.reached = from;
        }

        boolean isClosed() {
            return samples.size() >= quota.records() || bytes >= quota.bytes() || reached >= end;
        }

        /** After the last sample taken: independent of markers behind it, and of what else a poll returned. */
        long next() {
            return samples.isEmpty()
                    ? from
                    : samples.get(samples.size() - 1).position().offset() + 1;
        }
    }
}
