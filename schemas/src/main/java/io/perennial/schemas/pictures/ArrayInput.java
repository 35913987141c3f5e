package io.perennial.schemas.pictures;

import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes of a file for a reader. Some readers take what lies behind the end for zeros and go on; so asking there again and again is an
 * error, and the work of a reader remains bounded by the file.
 */
final class ArrayInput extends ImageInputStreamImpl {
    private static final int MOST_READS_BEHIND_THE_END = 1 << 12;

    private final byte[] bytes;
    private int readsBehindTheEnd;

    ArrayInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        return isAtEnd() ? -1 : bytes[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        checkClosed();
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int there = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, target, offset, there);
        streamPos += there;
        return there;
    }

    private boolean isAtEnd() throws IIOException {
        if (streamPos < bytes.length) {
            return false;
        }
        if (++readsBehindTheEnd > MOST_READS_BEHIND_THE_END) {
            throw new IIOException("the data go on behind the end of the file, at byte " + bytes.length);
        }
        return true;
    }
}
