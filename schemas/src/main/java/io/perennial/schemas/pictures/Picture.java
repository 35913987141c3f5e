package io.perennial.schemas.pictures;

import io.perennial.schemas.blobs.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A decoded picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param argb one integer for each pixel, row by row, 8 bits each of alpha, red, green, blue
 * @param decoderWarnings number of defects that the decoder could repair
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a picture is measured once and dropped.
public record Picture(int width, int height, int[] argb, int decoderWarnings) {
    /** No part of Perennial decodes more pixels than that: 64 Mi, which take up to 768 MiB while they are decoded. */
    public static final int MOST_PIXELS = 1 << 26;

    /**
     * SHA-256 over width, height (big-endian) and pixels. It is taken from the pixels, not from the file: the same picture with
     * other metadata or another lossless encoding is the same content.
     */
    public String contentSha256() {
        MessageDigest digest = Sha256.digest();
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(width)
                .putInt(height)
                .flip());
        ByteBuffer row = ByteBuffer.allocate(width * Integer.BYTES);
        for (int y = 0; y < height; y++) {
            row.clear();
            row.asIntBuffer().put(argb, y * width, width);
            digest.update(row);
        }
        return Sha256.hex(digest.digest());
    }
}
