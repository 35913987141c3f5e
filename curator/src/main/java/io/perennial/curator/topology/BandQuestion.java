package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Who held this band before? The band is the key of the record.
 *
 * @param record position of the raw record of the asking sample; the answer goes there
 * @param streamTime largest timestamp among all samples up to the asking one, in milliseconds
 */
record BandQuestion(String record, BandHolder asker, long streamTime) {
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    static Serde<BandQuestion> serde(Likeness likeness) {
        return Serdes.serdeFrom(
                (topic, question) -> question == null ? null : question.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes, likeness));
    }

    private byte[] toBytes() {
        byte[] name = record.getBytes(StandardCharsets.UTF_8);
        byte[] holder = asker.toBytes();
        return ByteBuffer.allocate(Long.BYTES + Short.BYTES + name.length + holder.length)
                .putLong(streamTime)
                .putShort((short) name.length)
                .put(name)
                .put(holder)
                .array();
    }

    private static BandQuestion fromBytes(byte[] bytes, Likeness likeness) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long streamTime = buffer.getLong();
        byte[] name = new byte[buffer.getShort()];
        buffer.get(name);
        BandHolder asker = BandHolder.read(buffer, likeness.sketchBytes());
        return new BandQuestion(new String(name, StandardCharsets.UTF_8), asker, streamTime);
    }
}
