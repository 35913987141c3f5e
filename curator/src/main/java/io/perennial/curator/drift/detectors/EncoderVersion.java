package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which encoder made an embedding. Embeddings of two encoders cannot be compared: a promotion moves every one of them.
 *
 * @param checkpoint that served
 * @param generation of the desired state; it rises with each promotion and each rollback
 */
public record EncoderVersion(String checkpoint, long generation) {
    int bytes() {
        return Long.BYTES + Integer.BYTES + checkpoint.getBytes(StandardCharsets.UTF_8).length;
    }

    void write(ByteBuffer bytes) {
        byte[] name = checkpoint.getBytes(StandardCharsets.UTF_8);
        bytes.putLong(generation).putInt(name.length).put(name);
    }

    static EncoderVersion read(ByteBuffer bytes, StateFormat format) {
        format.requireAtLeast(bytes, Long.BYTES + Integer.BYTES);
        long generation = bytes.getLong();
        int length = bytes.getInt();
        format.requireAtLeast(bytes, length);
        byte[] name = new byte[Math.max(0, length)];
        bytes.get(name);
        return new EncoderVersion(new String(name, StandardCharsets.UTF_8), generation);
    }
}
