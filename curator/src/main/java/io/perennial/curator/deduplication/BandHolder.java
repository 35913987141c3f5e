package io.perennial.curator.deduplication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A sample as the bands of its signature know it.
 *
 * @param order its place in the one order of all samples of the modality
 * @param timestamp event time in milliseconds
 * @param sketch what tells how similar others are, of a length that all samples of the modality have
 */
public record BandHolder(long order, long timestamp, Bytes sketch, String sampleId) {
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<BandHolder> serde(int sketchBytes) {
        return Serdes.serdeFrom(
                (topic, holder) -> holder == null ? null : holder.toBytes(),
                (topic, bytes) -> bytes == null ? null : read(ByteBuffer.wrap(bytes), sketchBytes));
    }

    /** Order, time, sketch, then the id in UTF-8 up to the end. */
    public byte[] toBytes() {
        byte[] id = sampleId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Long.BYTES + sketch.get().length + id.length)
                .putLong(order)
                .putLong(timestamp)
                .put(sketch.get())
                .put(id)
                .array();
    }

    /** Reads {@link #toBytes()} up to the limit of the buffer. */
    public static BandHolder read(ByteBuffer buffer, int sketchBytes) {
        long order = buffer.getLong();
        long timestamp = buffer.getLong();
        byte[] sketch = new byte[sketchBytes];
        buffer.get(sketch);
        byte[] id = new byte[buffer.remaining()];
        buffer.get(id);
        return new BandHolder(order, timestamp, Bytes.wrap(sketch), new String(id, StandardCharsets.UTF_8));
    }

    /** The one that comes first in the order of all; null if there is none. */
    public static @Nullable BandHolder earlier(@Nullable BandHolder one, @Nullable BandHolder other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.order() <= other.order() ? one : other;
    }
}
