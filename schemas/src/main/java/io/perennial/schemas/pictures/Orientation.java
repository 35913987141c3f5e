package io.perennial.schemas.pictures;

import java.nio.ByteOrder;

/**
 * How decoded pixels must be turned to stand upright: the values 1 to 8 of tag 274 of EXIF (CIPA DC-008, 4.6.5). The tag is looked for
 * in the first directory only and no offset but the one to that directory is followed, so directories that lead in circles cost
 * nothing. What cannot be read means upright.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    ON_ITS_LEFT_SIDE(true, false, true),
    TRANSVERSED(true, true, true),
    ON_ITS_RIGHT_SIDE(true, true, false);

    private static final int TAG = 274;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int HEADER_BYTES = 8;

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** @param start where the TIFF header of the EXIF data begins */
    static Orientation ofExif(Bytes bytes, int start, int end) {
        if (end - start < HEADER_BYTES || end > bytes.length()) {
            return UPRIGHT;
        }
        ByteOrder order = bytes.haveAt(start, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        long directory = start + bytes.intAt(start + 4, order);
        if (directory + 2 > end) {
            return UPRIGHT;
        }
        int entries = bytes.shortAt((int) directory, order);
        long entry = directory + 2;
        for (int i = 0; i < entries && entry + ENTRY_BYTES <= end; i++, entry += ENTRY_BYTES) {
            int at = (int) entry;
            if (bytes.shortAt(at, order) == TAG && bytes.shortAt(at + 2, order) == SHORT) {
                int value = bytes.shortAt(at + 8, order);
                return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** Whether width and height change places. */
    boolean isSwapped() {
        return swapped;
    }

    Picture upright(Picture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                int fromColumn = fromRight ? stored.width() - 1 - column : column;
                int fromRow = fromBottom ? stored.height() - 1 - row : row;
                argb[y * width + x] = stored.argb()[fromRow * stored.width() + fromColumn];
            }
        }
        return new Picture(width, height, argb, stored.decoderWarnings());
    }
}
