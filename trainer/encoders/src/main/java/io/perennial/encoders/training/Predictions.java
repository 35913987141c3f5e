package io.perennial.encoders.training;

import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;

/** The tokens of a step that have been hidden and are to be predicted, in the order in which they were chosen. */
final class Predictions {
    private final int[] rows;
    private final int[] tokens;
    private int count;

    Predictions(int capacity) {
        rows = new int[capacity];
        tokens = new int[capacity];
        clear();
    }

    void clear() {
        count = 0;
        Arrays.fill(rows, -1);
        Arrays.fill(tokens, -1);
    }

    /** The token at a row of the windows is to be predicted; it stays readable. */
    void add(int[] windows, int row) {
        rows[count] = row;
        tokens[count] = windows[row];
        count++;
    }

    /** The token at a row of the windows is to be predicted and gives way to the mask. */
    void mask(int[] windows, int row) {
        add(windows, row);
        windows[row] = Tokenizer.MASK;
    }

    int capacity() {
        return rows.length;
    }

    int count() {
        return count;
    }

    /** Row of each prediction, then -1. */
    int[] rows() {
        return rows;
    }

    /** Token of each prediction, then -1. */
    int[] tokens() {
        return tokens;
    }
}
