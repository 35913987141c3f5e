package io.perennial.schemas.pictures;

import org.jspecify.annotations.Nullable;

/**
 * A file that is safe to decode: whatever could cost more than its pixels has been left out or refused.
 *
 * @param format as ImageIO names it
 * @param bytes what the reader of the format is given
 * @param orientation how the decoded pixels must be turned
 * @param inks how the four inks of a JPEG become colours; null: the reader does it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PictureFile(
        String format,
        byte[] bytes,
        Orientation orientation,
        @Nullable Inks inks) {
    static final String PNG = "png";
    static final String JPEG = "jpeg";
    static final String GIF = "gif";
    static final String BMP = "bmp";
    static final String WEBP = "webp";

    PictureFile(String format, byte[] bytes, Orientation orientation) {
        this(format, bytes, orientation, null);
    }

    /** Returns null if the bytes begin like no format that is read. */
    static @Nullable PictureFile of(byte[] encoded) throws UndecodablePictureException {
        Bytes bytes = new Bytes(encoded);
        if (bytes.haveAt(0, "\u0089PNG\r\n\u001a\n")) {
            return PngChunks.file(bytes);
        }
        if (bytes.haveAt(0, "\u00FF\u00D8\u00FF")) {
            return JpegSegments.file(bytes);
        }
        if (bytes.haveAt(0, "GIF87a") || bytes.haveAt(0, "GIF89a")) {
            return GifFrame.file(bytes);
        }
        if (bytes.haveAt(0, "RIFF") && bytes.haveAt(8, "WEBP")) {
            return WebpChunks.file(bytes);
        }
        return bytes.haveAt(0, "BM") ? BitmapHeader.file(bytes) : null;
    }
}
