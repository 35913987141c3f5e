package io.perennial.encoders.training;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;

/**
 * Log keys (LogBERT; Guo, Yuan and Wu, 2021). A key here is a line as its tokens spell it, so a new kind of line needs no new entry in a
 * vocabulary: of the lines of a window a share is hidden whole and to be told from the others. A window of one line hides single tokens.
 * Something always stays readable.
 */
final class HiddenLines implements Hiding {
    private final boolean[] breaksLine;
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private int[] order = new int[0];
    private int keys;

    HiddenLines(Tokenizer tokenizer) {
        breaksLine = new boolean[tokenizer.vocabulary()];
        for (int token = Tokenizer.SPECIAL_TOKENS; token < breaksLine.length; token++) {
            breaksLine[token] = tokenizer.decode(new int[] {token}).indexOf('\n') >= 0;
        }
    }

    @Override
    public int capacity(int windows, int length) {
        return windows * length;
    }

    @Override
    public void hide(
            int[] windows, int[] counts, int length, double share, CounterRandom random, Predictions predictions) {
        makeRoom(length);
        for (int window = 0; window < counts.length; window++) {
            findLines(windows, window * length, counts[window]);
            if (keys < 2) {
                takeTokens(window * length, counts[window]);
            }
            int hidden = Math.min(keys - 1, Math.max(1, (int) Math.round(share * keys)));
            if (hidden > 0) {
                Arrays.setAll(order, i -> i);
                random.shuffle(order, keys, hidden);
                for (int i = 0; i < hidden; i++) {
                    for (int row = starts[order[i]]; row < ends[order[i]]; row++) {
                        predictions.mask(windows, row);
                    }
                }
            }
        }
    }

    private void findLines(int[] windows, int start, int count) {
        keys = 0;
        int from = start;
        for (int row = start; row <= start + count; row++) {
            if (row == start + count || breaksLine[windows[row]]) {
                if (row > from) {
                    add(from, row);
                }
                from = row + 1;
            }
        }
    }

    private void takeTokens(int start, int count) {
        keys = 0;
        for (int row = start; row < start + count; row++) {
            add(row, row + 1);
        }
    }

    private void add(int from, int to) {
        starts[keys] = from;
        ends[keys] = to;
        keys++;
    }

    private void makeRoom(int length) {
        if (order.length < length) {
            starts = new int[length];
            ends = new int[length];
            order = new int[length];
        }
    }
}
