package io.perennial.curator.deduplication;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * What the bands of one sample have answered so far. The result does not depend on the order of the answers. Immutable.
 *
 * @param count number of answers
 * @param earliest of the samples they named, the first in the order of all; null if none was named
 */
public record BandAnswers(int count, @Nullable BandHolder earliest) {
    public static final BandAnswers NONE = new BandAnswers(0, null);

    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<BandAnswers> serde(int sketchBytes) {
        return Serdes.serdeFrom(
                (topic, answers) -> answers == null ? null : answers.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes, sketchBytes));
    }

    /** These answers and those. */
    public BandAnswers and(BandAnswers more) {
        return new BandAnswers(count + more.count, BandHolder.earlier(earliest, more.earliest));
    }

    /** True once each of so many bands has answered. */
    public boolean areComplete(int bands) {
        return count == bands;
    }

    private byte[] toBytes() {
        byte[] holder = earliest == null ? new byte[0] : earliest.toBytes();
        return ByteBuffer.allocate(1 + holder.length)
                .put((byte) count)
                .put(holder)
                .array();
    }

    private static BandAnswers fromBytes(byte[] bytes, int sketchBytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int count = buffer.get();
        return new BandAnswers(count, buffer.hasRemaining() ? BandHolder.read(buffer, sketchBytes) : null);
    }
}
