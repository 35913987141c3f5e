package io.perennial.schemas.pictures;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the first frame of a GIF and counts the pixels that its LZW data stand for, without writing them. A code may stand for 4,096
 * pixels and a reader goes on behind the last pixel of the frame, so a file of a few megabytes could keep it busy for a minute.
 */
final class GifFrame {
    /** Some encoders fill up the last row or add another. */
    private static final int SPARE_PIXELS = 1 << 16;

    private static final int HEADER_BYTES = 13;
    private static final int DESCRIPTOR_BYTES = 9;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;
    private static final int MOST_CODES = 4096;
    private static final int LONGEST_ROOT = 8;
    private static final int NO_CODE = -1;

    private final Bytes bytes;
    private int position;
    private int blockEnd;
    private long bits;
    private int bitCount;

    private GifFrame(Bytes bytes) {
        this.bytes = bytes;
    }

    static PictureFile file(Bytes bytes) throws UndecodablePictureException {
        GifFrame frame = new GifFrame(bytes);
        if (!frame.toDescriptor()) {
            throw new UndecodablePictureException("gif: no frame in " + bytes.length() + " bytes");
        }
        frame.requireNoMorePixelsThanDeclared();
        return new PictureFile(PictureFile.GIF, bytes.array(), Orientation.UPRIGHT);
    }

    private boolean toDescriptor() {
        if (bytes.length() < HEADER_BYTES) {
            return false;
        }
        position = HEADER_BYTES + paletteBytes(bytes.at(10));
        while (position < bytes.length() - 2 && bytes.at(position) == EXTENSION) {
            position += 2;
            while (position < bytes.length() && bytes.at(position) != 0) {
                position += bytes.at(position) + 1;
            }
            position++;
        }
        return position < bytes.length() - DESCRIPTOR_BYTES - 1 && bytes.at(position++) == FRAME;
    }

    private static int paletteBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private void requireNoMorePixelsThanDeclared() throws UndecodablePictureException {
        long declared = (long) bytes.shortAt(position + 4, ByteOrder.LITTLE_ENDIAN)
                * bytes.shortAt(position + 6, ByteOrder.LITTLE_ENDIAN);
        position += DESCRIPTOR_BYTES + paletteBytes(bytes.at(position + 8));
        if (position >= bytes.length()) {
            return;
        }
        int root = bytes.at(position++);
        if (root >= 1 && root <= LONGEST_ROOT && pixels(root, declared + SPARE_PIXELS) > declared + SPARE_PIXELS) {
            throw new UndecodablePictureException("gif: the first frame declares " + declared
                    + " pixels, and its data go on long behind the last of them");
        }
    }

    /** Stops at the first number above {@code enough}. */
    private long pixels(int root, long enough) {
        int clear = 1 << root;
        int[] lengths = new int[MOST_CODES];
        Arrays.fill(lengths, 1);
        int next = clear + 2;
        int size = root + 1;
        int before = NO_CODE;
        long pixels = 0;
        while (pixels <= enough) {
            int code = code(size);
            if (code == NO_CODE || code == clear + 1) {
                break;
            }
            if (code == clear) {
                Arrays.fill(lengths, 1);
                next = clear + 2;
                size = root + 1;
                before = NO_CODE;
                continue;
            }
            if (before != NO_CODE && next < MOST_CODES) {
                lengths[next++] = lengths[before] + 1;
                if (next == 1 << size && next < MOST_CODES) {
                    size++;
                }
            }
            pixels += lengths[code];
            before = code;
        }
        return pixels;
    }

    private int code(int size) {
        while (bitCount < size) {
            if (position >= blockEnd) {
                if (position >= bytes.length() || bytes.at(position) == 0) {
                    return NO_CODE;
                }
                blockEnd = Math.min(bytes.length(), position + 1 + bytes.at(position));
                position++;
                continue;
            }
            bits |= (long) bytes.at(position++) << bitCount;
            bitCount += Byte.SIZE;
        }
        int code = (int) bits & (1 << size) - 1;
        bits >>>= size;
        bitCount -= size;
        return code;
    }
}
