package io.perennial.curator.deduplication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The sample that was admitted for a content.
 *
 * @param timestamp event time of the sample in milliseconds
 * @param sampleId id of the sample
 */
public record Survivor(long timestamp, String sampleId) {
    /** Eight bytes of time, then the id in UTF-8: with the 32 bytes of the key, all that is kept of a sample. */
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<Survivor> serde() {
        return Serdes.serdeFrom(
                (topic, survivor) -> survivor == null ? null : survivor.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
    }

    private byte[] toBytes() {
        byte[] id = sampleId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(timestamp)
                .put(id)
                .array();
    }

    private static Survivor fromBytes(byte[] bytes) {
        return new Survivor(
                ByteBuffer.wrap(bytes).getLong(),
                new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8));
    }
}
