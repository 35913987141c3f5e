package io.perennial.curator.templates;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All that is kept of a template.
 *
 * @param number of the template: 0, 1, ... in the order in which templates appear; never used twice
 * @param version 1 when the template appears, one more each time its text changes
 * @param lastUsed position of a line that belonged to it, a little behind the newest
 * @param path words that lead to its leaf, separated by blanks; {@code <*>} for the shared child
 * @param text words of the template, separated by blanks; {@code <*>} for a word that varies
 */
public record StoredTemplate(long number, int version, long lastUsed, String path, String text) {
    private static final byte FORMAT = 1;
    private static final int NUMBERS = Byte.BYTES + 2 * Long.BYTES + 2 * Integer.BYTES;

    /** Format, number, version, last use, length of the path in bytes, path, text; the words in UTF-8. */
    public byte[] toBytes() {
        byte[] pathBytes = path.getBytes(StandardCharsets.UTF_8);
        byte[] textBytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(NUMBERS + pathBytes.length + textBytes.length)
                .put(FORMAT)
                .putLong(number)
                .putInt(version)
                .putLong(lastUsed)
                .putInt(pathBytes.length)
                .put(pathBytes)
                .put(textBytes)
                .array();
    }

    /** @throws IllegalArgumentException if the bytes are of another format */
    public static StoredTemplate fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte format = buffer.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "a stored template has format " + format + ", this version reads " + FORMAT);
        }
        long number = buffer.getLong();
        int version = buffer.getInt();
        long lastUsed = buffer.getLong();
        int pathLength = buffer.getInt();
        String path = new String(bytes, NUMBERS, pathLength, StandardCharsets.UTF_8);
        int textStart = NUMBERS + pathLength;
        String text = new String(bytes, textStart, bytes.length - textStart, StandardCharsets.UTF_8);
        return new StoredTemplate(number, version, lastUsed, path, text);
    }
}
