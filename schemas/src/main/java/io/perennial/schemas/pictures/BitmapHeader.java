package io.perennial.schemas.pictures;

import java.nio.ByteOrder;

/** Refuses a BMP that holds a whole JPEG or PNG instead of rows: that one would declare a size of its own. */
final class BitmapHeader {
    private static final int HEADER_SIZE = 14;
    /** Of OS/2; all larger ones say how the pixels are compressed. */
    private static final int SMALLEST_HEADER = 12;

    private static final int COMPRESSION = 30;
    private static final int JPEG_INSIDE = 4;
    private static final int PNG_INSIDE = 5;

    private BitmapHeader() {}

    static PictureFile file(Bytes bytes) throws UndecodablePictureException {
        if (bytes.length() >= COMPRESSION + Integer.BYTES
                && bytes.intAt(HEADER_SIZE, ByteOrder.LITTLE_ENDIAN) > SMALLEST_HEADER) {
            long compression = bytes.intAt(COMPRESSION, ByteOrder.LITTLE_ENDIAN);
            if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
                throw new UndecodablePictureException(
                        "bmp: compression " + compression + ", a JPEG or PNG inside, is not read");
            }
        }
        return new PictureFile(PictureFile.BMP, bytes.array(), Orientation.UPRIGHT);
    }
}
