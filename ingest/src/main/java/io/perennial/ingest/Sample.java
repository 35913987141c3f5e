package io.perennial.ingest;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Modality;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * One raw item to publish.
 *
 * @param modality decides the topic
 * @param source who publishes it
 * @param path path relative to what was named on the command line; part of the id
 * @param position where in that path: byte offset of a line, 0 for a whole file
 * @param content the bytes; not copied, so nobody changes them
 * @param contentType media type of the content
 * @param capturedAt when the item was last changed, or seen
 */
@SuppressWarnings("ArrayRecordComponent") // Samples are compared by id, never by this record.
public record Sample(
        Modality modality,
        String source,
        String path,
        String position,
        byte[] content,
        String contentType,
        Instant capturedAt) {

    public Sample {
        if (modality == Modality.UNKNOWN) {
            throw new IllegalArgumentException("modality UNKNOWN has no topic");
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException("source is empty");
        }
        if (content.length == 0) {
            throw new IllegalArgumentException(path + " at " + position + " is empty");
        }
    }

    /**
     * The idempotency key: SHA-256 over source, path, position and content, hexadecimal. The parts are preceded by their length, so
     * that no two different samples have the same bytes.
     */
    public String id() {
        MessageDigest digest = Sha256.digest();
        for (String part : new String[] {source, path, position}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        digest.update(content);
        return Sha256.hex(digest.digest());
    }
}
