package io.perennial.schemas.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a WebP (RFC 9649) a file of one still picture and its transparency: the first frame of an animation, without profile and
 * metadata. Its size is that of the coded picture, whatever the canvas around it declares.
 */
final class WebpChunks {
    private static final int HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int CANVAS_BYTES = 10;
    private static final int HAS_ALPHA = 0x10;
    private static final int LARGEST_SIDE_MASK = 0x3FFF;
    private static final String LOSSY = "VP8 ";
    private static final String LOSSLESS = "VP8L";
    private static final String ALPHA = "ALPH";

    private final Bytes bytes;
    /** First chunk of each name: where its body begins and ends. */
    private final Map<String, Chunk> chunks = new HashMap<>();

    private record Chunk(int start, int end) {
        int length() {
            return end - start;
        }
    }

    private WebpChunks(Bytes bytes) {
        this.bytes = bytes;
    }

    static PictureFile file(Bytes bytes) throws UndecodablePictureException {
        WebpChunks webp = new WebpChunks(bytes);
        webp.read(HEADER_BYTES, bytes.length());
        Chunk frame = webp.chunks.get("ANMF");
        if (frame != null && frame.length() >= FRAME_HEADER_BYTES) {
            webp.chunks.remove(ALPHA);
            webp.read(frame.start() + FRAME_HEADER_BYTES, frame.end());
        }
        return new PictureFile(PictureFile.WEBP, webp.still(), webp.orientation());
    }

    private void read(int start, int end) {
        int position = start;
        while (end - position >= CHUNK_HEADER_BYTES) {
            int body = position + CHUNK_HEADER_BYTES;
            long length = bytes.intAt(position + 4, ByteOrder.LITTLE_ENDIAN);
            int there = (int) Math.min(length, end - body);
            chunks.putIfAbsent(bytes.nameAt(position), new Chunk(body, body + there));
            position = (int) Math.min(end, body + length + (length & 1));
        }
    }

    private Orientation orientation() {
        Chunk exif = chunks.get("EXIF");
        if (exif == null) {
            return Orientation.UPRIGHT;
        }
        // Some writers put the marker of JPEG in front.
        int start = exif.start() + (bytes.haveAt(exif.start(), "Exif\0\0") ? 6 : 0);
        return Orientation.ofExif(bytes, start, exif.end());
    }

    private byte[] still() throws UndecodablePictureException {
        Chunk lossless = chunks.get(LOSSLESS);
        if (lossless != null) {
            return file(LOSSLESS, lossless, null);
        }
        Chunk lossy = chunks.get(LOSSY);
        if (lossy == null || lossy.length() < CANVAS_BYTES) {
            throw new UndecodablePictureException("webp: no coded picture in " + bytes.length() + " bytes");
        }
        return file(LOSSY, lossy, chunks.get(ALPHA));
    }

    private byte[] file(String name, Chunk picture, @Nullable Chunk alpha) {
        int canvas = alpha == null ? 0 : CHUNK_HEADER_BYTES + CANVAS_BYTES + CHUNK_HEADER_BYTES + padded(alpha);
        int length = HEADER_BYTES + canvas + CHUNK_HEADER_BYTES + padded(picture);
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        put(file, "RIFF").putInt(length - CHUNK_HEADER_BYTES);
        put(file, "WEBP");
        if (alpha != null) {
            put(file, "VP8X").putInt(CANVAS_BYTES).putInt(HAS_ALPHA);
            putSide(file, bytes.shortAt(picture.start() + 6, ByteOrder.LITTLE_ENDIAN));
            putSide(file, bytes.shortAt(picture.start() + 8, ByteOrder.LITTLE_ENDIAN));
            put(file, ALPHA, alpha);
        }
        put(file, name, picture);
        return file.array();
    }

    private static int padded(Chunk chunk) {
        return chunk.length() + (chunk.length() & 1);
    }

    private static ByteBuffer put(ByteBuffer file, String name) {
        for (int i = 0; i < name.length(); i++) {
            file.put((byte) name.charAt(i));
        }
        return file;
    }

    private void put(ByteBuffer file, String name, Chunk chunk) {
        put(file, name).putInt(chunk.length()).put(bytes.array(), chunk.start(), chunk.length());
        file.position(file.position() + (chunk.length() & 1));
    }

    /** One less than the side, in 24 bits. */
    private static void putSide(ByteBuffer file, int side) {
        int less = (side & LARGEST_SIDE_MASK) - 1;
        file.putShort((short) less).put((byte) (less >> 16));
    }
}
