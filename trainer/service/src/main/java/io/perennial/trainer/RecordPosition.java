package io.perennial.trainer;

import java.util.Comparator;

/** Where a record stands in the curated topic. Ordered by partition, then offset. */
record RecordPosition(int partition, long offset) implements Comparable<RecordPosition> {
    private static final Comparator<RecordPosition> ORDER =
            Comparator.comparingInt(RecordPosition::partition).thenComparingLong(RecordPosition::offset);

    @Override
    public int compareTo(RecordPosition other) {
        return ORDER.compare(this, other);
    }

    /** As people write it: {@code topic-partition@offset}. */
    String in(String topic) {
        return topic + "-" + partition + "@" + offset;
    }
}
