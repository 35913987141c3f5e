package io.perennial.schemas.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Leaves of a PNG only what its pixels need. The others may hold compressed texts and profiles that unpack to a thousand times their
 * size, and no use is made of them; nor of the colour profile: samples are taken as sRGB.
 */
final class PngChunks {
    private static final int SIGNATURE_BYTES = 8;
    /** Length and name in front, checksum behind. */
    private static final int FRAME_BYTES = 12;

    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PngChunks() {}

    static PictureFile file(Bytes bytes) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length());
        kept.write(bytes.array(), 0, SIGNATURE_BYTES);
        Orientation orientation = Orientation.UPRIGHT;
        int position = SIGNATURE_BYTES;
        while (bytes.length() - position >= FRAME_BYTES) {
            long whole = bytes.intAt(position, ByteOrder.BIG_ENDIAN) + FRAME_BYTES;
            String name = bytes.nameAt(position + 4);
            int there = (int) Math.min(whole, bytes.length() - position);
            // Of a chunk that is cut only pixels are of use, and their reader takes them as they come.
            if (NEEDED.contains(name) && (there == whole || name.equals("IDAT"))) {
                kept.write(bytes.array(), position, there);
            }
            if (name.equals("eXIf")) {
                orientation = Orientation.ofExif(bytes, position + 8, position + there);
            }
            position = name.equals("IEND") ? bytes.length() : position + there;
        }
        return new PictureFile(PictureFile.PNG, kept.toByteArray(), orientation);
    }
}
