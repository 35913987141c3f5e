package io.perennial.curator.templates;

import io.perennial.curator.patterns.LinePattern;
import java.util.Arrays;
import java.util.List;

/**
 * Masks a line, one pattern after the other, each from left to right on what the one before has left. Reuses its buffers; one
 * instance belongs to one thread.
 */
public final class LineMasker {
    private static final int FIRST_CAPACITY = 512;

    private final LinePattern[] patterns;
    private final char[][] masks;
    private char[] line = new char[FIRST_CAPACITY];
    private char[] spare = new char[FIRST_CAPACITY];
    private int length;

    public LineMasker(List<LineMask> masks) {
        this.patterns = masks.stream().map(LineMask::compiled).toArray(LinePattern[]::new);
        this.masks = masks.stream().map(mask -> mask.mask().toCharArray()).toArray(char[][]::new);
    }

    /** The line with its masks. */
    public String mask(String text) {
        read(text, 0, text.length());
        return new String(line, 0, length);
    }

    /** Masks a part of a text; the result is in {@link #line()} until the next call. */
    void read(String text, int start, int end) {
        length = end - start;
        if (line.length < length) {
            line = new char[2 * length];
        }
        text.getChars(start, end, line, 0);
        for (int i = 0; i < patterns.length; i++) {
            apply(patterns[i], masks[i]);
        }
    }

    /** Characters of the masked line; only the first {@link #length()} count. */
    char[] line() {
        return line;
    }

    int length() {
        return length;
    }

    private void apply(LinePattern pattern, char[] mask) {
        int copied = 0;
        int written = 0;
        int position = 0;
        while (position < length) {
            int end = pattern.matchEnd(line, length, position);
            if (end < 0) {
                position++;
                continue;
            }
            int kept = position - copied;
            reserve(written + kept + mask.length + length - end);
            System.arraycopy(line, copied, spare, written, kept);
            System.arraycopy(mask, 0, spare, written + kept, mask.length);
            written += kept + mask.length;
            copied = end;
            position = end;
        }
        if (copied == 0) {
            return;
        }
        System.arraycopy(line, copied, spare, written, length - copied);
        char[] masked = spare;
        spare = line;
        line = masked;
        length = written + length - copied;
    }

    private void reserve(int needed) {
        if (spare.length < needed) {
            spare = Arrays.copyOf(spare, 2 * needed);
        }
    }
}
