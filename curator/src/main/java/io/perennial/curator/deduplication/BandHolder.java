package io.perennial.curator.deduplication;

import io.perennial.curator.minhash.SignatureSketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A sample as the bands of its signature know it.
 *
 * @param order its place in the one order of all samples of the modality
 * @param timestamp event time in milliseconds
 * @param sketch for an estimate of the similarity to others
 */
public record BandHolder(long order, long timestamp, SignatureSketch sketch, String sampleId) {
    private static final int FIXED_BYTES = 2 * Long.BYTES + SignatureSketch.BYTES;

    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<BandHolder> serde() {
        return Serdes.serdeFrom(
                (topic, holder) -> holder == null ? null : holder.toBytes(),
                (topic, bytes) -> bytes == null ? null : read(ByteBuffer.wrap(bytes)));
    }

    /** Order, time, sketch, then the id in UTF-8 up to the end. */
    public byte[] toBytes() {
        byte[] id = sampleId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + id.length)
                .putLong(order)
                .putLong(timestamp)
                .put(sketch.toBytes())
                .put(id)
                .array();
    }

    /** Reads {@link #toBytes()} up to the limit of the buffer. */
    public static BandHolder read(ByteBuffer buffer) {
        long order = buffer.getLong();
        long timestamp = buffer.getLong();
        byte[] sketch = new byte[SignatureSketch.BYTES];
        buffer.get(sketch);
        byte[] id = new byte[buffer.remaining()];
        buffer.get(id);
        return new BandHolder(
                order, timestamp, SignatureSketch.fromBytes(sketch), new String(id, StandardCharsets.UTF_8));
    }
}
