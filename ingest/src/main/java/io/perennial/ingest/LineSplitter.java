package io.perennial.ingest;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into lines. A carriage return before the line feed is removed, blank lines are left out, and a line above
 * the limit comes in pieces of the limit's size. Used by one thread.
 */
final class LineSplitter {
    /** Longest line that stays in one piece. */
    static final int LONGEST_LINE = 1 << 20;

    private final int limit;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private long lineStart;

    /**
     * @param startOffset offset of the first byte that will be pushed
     * @param limit longest piece in bytes
     */
    LineSplitter(long startOffset, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        this.lineStart = startOffset;
        this.limit = limit;
    }

    /**
     * @param offset where the line starts in its file
     * @param end where the next line starts
     * @param content the line without its end
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    record Line(long offset, long end, byte[] content) {}

    /** Takes the next bytes and returns the lines that they complete. */
    List<Line> push(byte[] bytes, int length) {
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                partial.write(bytes, from, i - from);
                end(lines, 1);
                from = i + 1;
            } else if (partial.size() + i + 1 - from == limit) {
                partial.write(bytes, from, i + 1 - from);
                end(lines, 0);
                from = i + 1;
            }
        }
        partial.write(bytes, from, length - from);
        return lines;
    }

    /** The last line when no more bytes will come, even without a line feed. */
    List<Line> finish() {
        List<Line> lines = new ArrayList<>();
        end(lines, 0);
        return lines;
    }

    /** Offset of the first byte that is not part of a returned line. */
    long lineStart() {
        return lineStart;
    }

    /** Offset of the next byte to push. */
    long nextOffset() {
        return lineStart + partial.size();
    }

    private void end(List<Line> lines, int terminatorBytes) {
        byte[] line = partial.toByteArray();
        partial.reset();
        int length = line.length;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        long start = lineStart;
        lineStart += line.length + terminatorBytes;
        if (!isBlank(line, length)) {
            lines.add(new Line(start, lineStart, Arrays.copyOf(line, length)));
        }
    }

    private static boolean isBlank(byte[] line, int length) {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
