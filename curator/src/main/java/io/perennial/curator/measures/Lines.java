package io.perennial.curator.measures;

import io.perennial.curator.normalisation.Whitespace;
import java.util.Arrays;

/** Lines of a text as positions in its code points, without what ends them. Immutable. */
final class Lines {
    private final int[] starts;
    private final int[] ends;
    private final int count;

    private Lines(int[] starts, int[] ends, int count) {
        this.starts = starts;
        this.ends = ends;
        this.count = count;
    }

    /** Split as by Python's {@code str.splitlines()}: at all line breaks, and what ends the text begins no line. */
    static Lines atLineBreaks(int[] text) {
        Builder lines = new Builder();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (Whitespace.isLineBreak(text[i])) {
                lines.add(start, i);
                if (text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        if (start < text.length) {
            lines.add(start, text.length);
        }
        return lines.build();
    }

    /** Split as by Python's {@code str.split("\n")}: one line more than there are line feeds. */
    static Lines atLineFeeds(int[] text) {
        Builder lines = new Builder();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines.add(start, i);
                start = i + 1;
            }
        }
        lines.add(start, text.length);
        return lines.build();
    }

    int count() {
        return count;
    }

    int start(int line) {
        return starts[line];
    }

    int end(int line) {
        return ends[line];
    }

    private static final class Builder {
        private int[] starts = new int[16];
        private int[] ends = new int[16];
        private int count;

        void add(int start, int end) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            starts[count] = start;
            ends[count++] = end;
        }

        Lines build() {
            return new Lines(starts, ends, count);
        }
    }
}
