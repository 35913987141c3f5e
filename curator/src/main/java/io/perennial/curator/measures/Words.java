package io.perennial.curator.measures;

import io.perennial.curator.normalisation.Whitespace;
import java.util.Arrays;

/** Words of a text, split at white space, as positions in its code points. Immutable. */
final class Words {
    private final int[] starts;
    private final int[] ends;
    private final int count;

    private Words(int[] starts, int[] ends, int count) {
        this.starts = starts;
        this.ends = ends;
        this.count = count;
    }

    static Words of(int[] codePoints) {
        int[] starts = new int[16];
        int[] ends = new int[16];
        int count = 0;
        int start = -1;
        for (int i = 0; i <= codePoints.length; i++) {
            boolean inside = i < codePoints.length && !Whitespace.isSpace(codePoints[i]);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                starts[count] = start;
                ends[count++] = i;
                start = -1;
            }
        }
        return new Words(starts, ends, count);
    }

    int count() {
        return count;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    int length(int word) {
        return ends[word] - starts[word];
    }
}
