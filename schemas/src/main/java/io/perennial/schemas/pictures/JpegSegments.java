package io.perennial.schemas.pictures;

import java.nio.ByteOrder;

/**
 * Walks over the segments of a JPEG (ITU-T T.81, annex B) without decoding. Each scan of a progressive file passes over all pixels, so
 * their number is bounded.
 */
final class JpegSegments {
    /** Encoders write about ten. */
    static final int MOST_SCANS = 64;

    private static final int MARKER = 0xFF;
    private static final int STUFFED = 0x00;
    private static final int TEMPORARY = 0x01;
    private static final int FIRST_RESTART = 0xD0;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int EXIF = 0xE1;
    private static final int ADOBE = 0xEE;
    private static final int FOUR_INKS = 4;

    private final Bytes bytes;
    private int position = 2;
    private int scans;
    private int components;
    private Orientation orientation = Orientation.UPRIGHT;
    private Inks inks = Inks.CMYK;

    private JpegSegments(Bytes bytes) {
        this.bytes = bytes;
    }

    static PictureFile file(Bytes bytes) throws UndecodablePictureException {
        JpegSegments segments = new JpegSegments(bytes);
        segments.walk();
        return new PictureFile(
                PictureFile.JPEG,
                bytes.array(),
                segments.orientation,
                segments.components == FOUR_INKS ? segments.inks : null);
    }

    private void walk() throws UndecodablePictureException {
        while (toMarker()) {
            int marker = bytes.at(position++);
            if (marker == END_OF_IMAGE) {
                return;
            }
            if (marker == TEMPORARY || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE)) {
                continue;
            }
            if (bytes.length() - position < 2) {
                return;
            }
            int length = bytes.shortAt(position, ByteOrder.BIG_ENDIAN);
            look(marker, position + 2, Math.min(position + length, bytes.length()));
            position += length;
            if (marker == START_OF_SCAN && ++scans > MOST_SCANS) {
                throw new UndecodablePictureException(
                        "jpeg: more than " + MOST_SCANS + " scans, each of which passes over all pixels");
            }
        }
    }

    /** Puts the position behind the next byte 0xFF that begins a marker; what lies before it are coded pixels. */
    private boolean toMarker() {
        for (; position < bytes.length() - 1; position++) {
            int next = bytes.at(position + 1);
            if (bytes.at(position) == MARKER && next != STUFFED && next != MARKER) {
                position++;
                return true;
            }
        }
        return false;
    }

    private void look(int marker, int start, int end) {
        if (isFrame(marker) && end - start > 5) {
            components = bytes.at(start + 5);
        } else if (marker == EXIF && bytes.haveAt(start, "Exif\0\0")) {
            orientation = Orientation.ofExif(bytes, start + 6, end);
        } else if (marker == ADOBE && bytes.haveAt(start, "Adobe") && end - start > 11) {
            inks = bytes.at(start + 11) == 2 ? Inks.ADOBE_YCCK : Inks.ADOBE_CMYK;
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
