package io.perennial.encoders.training;

import io.perennial.encoders.random.CounterRandom;
import java.util.Arrays;

/**
 * Spans drawn as in T5 (Raffel et al., 2020): of n tokens round(share * n) are hidden in round(hidden / span length) spans; a window
 * begins readable, then hidden and readable stretches take turns. T5 puts one sentinel in place of a span and lets a decoder write the
 * span; an encoder alone has no place to write it, so here every token of a span keeps its position and becomes the mask (as in SpanBERT,
 * Joshi et al., 2020).
 */
final class HiddenSpans implements Hiding {
    private final double greatestShare;
    private final int spanLength;

    HiddenSpans(double greatestShare, int spanLength) {
        this.greatestShare = greatestShare;
        this.spanLength = spanLength;
    }

    @Override
    public int capacity(int windows, int length) {
        return windows * hidden(length, greatestShare);
    }

    @Override
    public void hide(
            int[] windows, int[] counts, int length, double share, CounterRandom random, Predictions predictions) {
        for (int window = 0; window < counts.length; window++) {
            if (counts[window] > 1) {
                hide(windows, window * length, counts[window], share, random, predictions);
            }
        }
    }

    private void hide(
            int[] windows, int start, int count, double share, CounterRandom random, Predictions predictions) {
        int hidden = hidden(count, share);
        int spans = Math.min(count - hidden, Math.max(1, (int) Math.round((double) hidden / spanLength)));
        int[] hiddenLengths = parts(hidden, spans, random);
        int[] readableLengths = parts(count - hidden, spans, random);
        int row = start;
        for (int span = 0; span < spans; span++) {
            row += readableLengths[span];
            for (int end = row + hiddenLengths[span]; row < end; row++) {
                predictions.mask(windows, row);
            }
        }
    }

    private static int hidden(int count, double share) {
        return Math.min(count - 1, Math.max(1, (int) Math.round(share * count)));
    }

    /** The lengths of {@code parts} parts of {@code total} items, none empty, each division as likely as any other. */
    private static int[] parts(int total, int parts, CounterRandom random) {
        int[] cuts = new int[total - 1];
        Arrays.setAll(cuts, i -> i + 1);
        random.shuffle(cuts, cuts.length, parts - 1);
        Arrays.sort(cuts, 0, parts - 1);
        int[] lengths = new int[parts];
        for (int part = 0; part < parts; part++) {
            int from = part == 0 ? 0 : cuts[part - 1];
            lengths[part] = (part == parts - 1 ? total : cuts[part]) - from;
        }
        return lengths;
    }
}
