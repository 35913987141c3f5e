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
 * @param caption what somebody wrote about a picture; empty if nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Samples are compared by id, never by this record.
public record Sample(
        Modality modality,
        String source,
        String path,
        String position,
        byte[] content,
        String contentType,
        Instant capturedAt,
        String caption) {

    /** The longest caption, in bytes of UTF-8: it travels in a header of the record. */
    public static final int LONGEST_CAPTION = 16 << 10;

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
        if (!caption.isEmpty() && modality != Modality.IMAGES) {
            throw new IllegalArgumentException(path + " has a caption, but is of modality " + modality);
        }
    }

    /** An item without a caption. */
    public Sample(
            Modality modality,
            String source,
            String path,
            String position,
            byte[] content,
            String contentType,
            Instant capturedAt) {
        this(modality, source, path, position, content, contentType, capturedAt, "");
    }

    /**
     * The idempotency key: SHA-256 over the caption if there is one, source, path, position and content, hexadecimal. The parts are preceded
     * by their length, so that no two different samples have the same bytes.
     */
    public String id() {
        MessageDigest digest = Sha256.digest();
        // First, where an id without a caption has a digit: the content at the end could look like anything.
        if (!caption.isEmpty()) {
            update(digest, "caption ", caption);
        }
        for (String part : new String[] {source, path, position}) {
            update(digest, "", part);
        }
        digest.update(content);
        return Sha256.hex(digest.digest());
    }

    private static void update(MessageDigest digest, String name, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((name + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
