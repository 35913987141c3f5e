package io.perennial.trainer;

import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A set of offsets of one topic, as disjoint ranges for each partition. Immutable. */
final class OffsetRanges {
    private final String topic;
    /** partition to (first offset to end offset); ranges neither overlap nor touch. */
    private final NavigableMap<Integer, NavigableMap<Long, Long>> partitions;

    private OffsetRanges(String topic, NavigableMap<Integer, NavigableMap<Long, Long>> partitions) {
        this.topic = topic;
        this.partitions = partitions;
    }

    static OffsetRanges none(String topic) {
        return new OffsetRanges(topic, new TreeMap<>());
    }

    /** The union of the ranges that lie in the topic; ranges of other topics are left out. */
    static OffsetRanges of(String topic, Collection<OffsetRange> ranges) {
        return none(topic).plus(ranges);
    }

    String topic() {
        return topic;
    }

    OffsetRanges plus(Collection<OffsetRange> added) {
        NavigableMap<Integer, NavigableMap<Long, Long>> union = copy();
        for (OffsetRange range : added) {
            if (range.getTopic().equals(topic) && range.getFromOffset() < range.getToOffset()) {
                add(
                        union.computeIfAbsent(range.getPartition(), partition -> new TreeMap<>()),
                        range.getFromOffset(),
                        range.getToOffset());
            }
        }
        return new OffsetRanges(topic, union);
    }

    OffsetRanges minus(OffsetRanges removed) {
        NavigableMap<Integer, NavigableMap<Long, Long>> rest = copy();
        for (OffsetRange range : removed.toList()) {
            NavigableMap<Long, Long> ranges = rest.get(range.getPartition());
            if (ranges != null) {
                remove(ranges, range.getFromOffset(), range.getToOffset());
            }
        }
        rest.values().removeIf(Map::isEmpty);
        return new OffsetRanges(topic, rest);
    }

    boolean contains(int partition, long offset) {
        Map.Entry<Long, Long> range = ranges(partition).floorEntry(offset);
        return range != null && offset < range.getValue();
    }

    boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** How many offsets are in the set. */
    long count() {
        long count = 0;
        for (OffsetRange range : toList()) {
            count += range.getToOffset() - range.getFromOffset();
        }
        return count;
    }

    /** The offset with the given index, counted from 0 in order of partition and offset. */
    RecordPosition at(long index) {
        long left = index;
        for (OffsetRange range : toList()) {
            long length = range.getToOffset() - range.getFromOffset();
            if (left < length) {
                return new RecordPosition(range.getPartition(), range.getFromOffset() + left);
            }
            left -= length;
        }
        throw new IndexOutOfBoundsException("index " + index + " of " + count() + " offsets");
    }

    /** First offset of the partition in this set; empty if there is none. */
    OptionalLong first(int partition) {
        NavigableMap<Long, Long> ranges = ranges(partition);
        return ranges.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ranges.firstKey());
    }

    /** End, exclusive, of the last range of the partition; 0 if there is none. */
    long end(int partition) {
        Map.Entry<Long, Long> last = ranges(partition).lastEntry();
        return last == null ? 0 : last.getValue();
    }

    /** The ranges in order of partition and offset. */
    List<OffsetRange> toList() {
        List<OffsetRange> list = new ArrayList<>();
        partitions.forEach((partition, ranges) ->
                ranges.forEach((from, to) -> list.add(new OffsetRange(topic, partition, from, to))));
        return list;
    }

    private NavigableMap<Long, Long> ranges(int partition) {
        return partitions.getOrDefault(partition, new TreeMap<>());
    }

    private NavigableMap<Integer, NavigableMap<Long, Long>> copy() {
        NavigableMap<Integer, NavigableMap<Long, Long>> copy = new TreeMap<>();
        partitions.forEach((partition, ranges) -> copy.put(partition, new TreeMap<>(ranges)));
        return copy;
    }

    private static void add(NavigableMap<Long, Long> ranges, long from, long to) {
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ranges.floorEntry(to);
        while (before != null && before.getValue() >= from) {
            start = Math.min(start, before.getKey());
            end = Math.max(end, before.getValue());
            ranges.remove(before.getKey());
            before = ranges.floorEntry(to);
        }
        ranges.put(start, end);
    }

    private static void remove(NavigableMap<Long, Long> ranges, long from, long to) {
        Map.Entry<Long, Long> before = ranges.lowerEntry(to);
        while (before != null && before.getValue() > from) {
            ranges.remove(before.getKey());
            if (before.getValue() > to) {
                ranges.put(to, before.getValue());
            }
            if (before.getKey() < from) {
                ranges.put(before.getKey(), from);
            }
            before = ranges.lowerEntry(to);
        }
    }
}
