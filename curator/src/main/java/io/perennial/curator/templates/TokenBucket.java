package io.perennial.curator.templates;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What a template may still send on. Time is that of the records, so that a replay decides alike.
 *
 * @param tokens left; a record takes one
 * @param time up to which tokens have been added, in milliseconds
 */
public record TokenBucket(double tokens, long time) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /**
     * @param burst records that are kept at once; a template that is rarer than this is always kept
     * @param perHour tokens added in an hour of event time, up to {@code burst}
     */
    public record Size(double burst, double perHour) {
        public Size {
            if (!(burst >= 1
                    && perHour > 0
                    && burst < Double.POSITIVE_INFINITY
                    && perHour < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "sampling needs a burst of at least 1 and perHour above 0, was burst " + burst + ", perHour "
                                + perHour);
            }
        }
    }

    static TokenBucket full(Size size, long time) {
        return new TokenBucket(size.burst(), time);
    }

    /**
     * With the tokens of the time that has passed. A record from before adds none; one from so long before that the bucket would have
     * filled meanwhile shows that a clock was wrong, and sets the time back.
     */
    TokenBucket at(long now, Size size) {
        double added = (now - time) * (size.perHour() / MILLIS_PER_HOUR);
        if (added >= 0) {
            return new TokenBucket(Math.min(size.burst(), tokens + added), now);
        }
        return -added > size.burst() ? new TokenBucket(tokens, now) : this;
    }

    boolean isEmpty() {
        return tokens < 1;
    }

    TokenBucket less() {
        return new TokenBucket(tokens - 1, time);
    }

    /** Eight bytes of tokens, eight of time. */
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<TokenBucket> serde() {
        return Serdes.serdeFrom(
                (topic, bucket) -> bucket == null ? null : bucket.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
    }

    private byte[] toBytes() {
        return ByteBuffer.allocate(Double.BYTES + Long.BYTES)
                .putDouble(tokens)
                .putLong(time)
                .array();
    }

    private static TokenBucket fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TokenBucket(buffer.getDouble(), buffer.getLong());
    }
}
