package io.perennial.curator.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** The timestamp of the record, kept within what the records of Perennial can hold: a bad clock must not stop the curator. */
public final class EventTime implements TimestampExtractor {
    private static final long LATEST = 253_402_300_799_999L;

    /** Returns milliseconds between 1970 and 9999. */
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return of(record);
    }

    /** Milliseconds between 1970 and 9999. */
    public static long of(ConsumerRecord<?, ?> record) {
        return Math.max(0, Math.min(record.timestamp(), LATEST));
    }
}
