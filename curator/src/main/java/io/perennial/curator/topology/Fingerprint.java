package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What has to be known of a sample to look for near-duplicates of it.
 *
 * @param sample its order is not known yet, and 0
 * @param bandKeys the bands that it asks
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Fingerprint(BandHolder sample, long[] bandKeys) {
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    static Serde<Fingerprint> serde(Likeness likeness) {
        return Serdes.serdeFrom(
                (topic, fingerprint) -> fingerprint == null ? null : fingerprint.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes, likeness));
    }

    private byte[] toBytes() {
        byte[] holder = sample.toBytes();
        ByteBuffer buffer = ByteBuffer.allocate(bandKeys.length * Long.BYTES + holder.length);
        for (long key : bandKeys) {
            buffer.putLong(key);
        }
        return buffer.put(holder).array();
    }

    private static Fingerprint fromBytes(byte[] bytes, Likeness likeness) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long[] keys = new long[likeness.bands()];
        for (int band = 0; band < keys.length; band++) {
            keys[band] = buffer.getLong();
        }
        return new Fingerprint(BandHolder.read(buffer, likeness.sketchBytes()), keys);
    }
}
