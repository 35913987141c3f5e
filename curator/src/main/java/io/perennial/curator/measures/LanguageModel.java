package io.perennial.curator.measures;

import java.util.Arrays;
import java.util.Map;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;

/**
 * The weights of OpenNLP's maximum entropy model for languages, side by side in memory, with n-grams as numbers. Adds up and normalises
 * as {@code GISModel} does, in the same order and so to the same bits. Immutable.
 */
final class LanguageModel {
    /** An n-gram with weights for so many of the languages gets one for each, 0 where it has none: a row is added much faster. */
    private static final double LEAST_SHARE_FOR_A_ROW = 0.3;

    /** A sum is loaded and stored once for so many rows. */
    private static final int ROWS_AT_ONCE = 4;

    private final long[] grams;
    /** Of the weights of the n-gram in a slot; of an empty slot, 0. */
    private final int[] begins;

    private final int[] ends;
    private final byte[] outcomes;
    private final double[] weights;
    private final int outcomeCount;

    LanguageModel(AbstractModel model) {
        @SuppressWarnings("unchecked") // The contract of getDataStructures.
        Map<String, Context> contexts = (Map<String, Context>) model.getDataStructures()[1];
        outcomeCount = model.getNumOutcomes();
        if (outcomeCount > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("the model has " + outcomeCount + " languages, more than 127");
        }
        int slots = 4 * Integer.highestOneBit(contexts.size());
        grams = new long[slots];
        begins = new int[slots];
        ends = new int[slots];
        int weightCount = contexts.values().stream()
                .mapToInt(context -> weightCount(context.getOutcomes().length))
                .sum();
        outcomes = new byte[weightCount];
        weights = new double[weightCount];
        int next = 0;
        for (Map.Entry<String, Context> entry : contexts.entrySet()) {
            long gram = LanguageGrams.pack(entry.getKey(), 0, entry.getKey().length());
            int slot = slot(gram);
            grams[slot] = gram;
            begins[slot] = next;
            fill(next, entry.getValue());
            next += weightCount(entry.getValue().getOutcomes().length);
            ends[slot] = next;
        }
    }

    private int weightCount(int known) {
        return known < outcomeCount * LEAST_SHARE_FOR_A_ROW ? known : outcomeCount;
    }

    private void fill(int begin, Context context) {
        int[] of = context.getOutcomes();
        boolean row = weightCount(of.length) == outcomeCount;
        for (int i = 0; i < of.length; i++) {
            int place = begin + (row ? of[i] : i);
            outcomes[place] = (byte) of[i];
            weights[place] = context.getParameters()[i];
        }
    }

    /** Probability of each language. */
    double[] probabilities(LanguageGrams text) {
        double[] sums = new double[outcomeCount];
        Arrays.fill(sums, StrictMath.log(1.0 / outcomeCount));
        int[] rows = new int[ROWS_AT_ONCE];
        int waiting = 0;
        for (int place = 0; place < text.count(); place++) {
            int slot = slot(text.at(place));
            if (ends[slot] - begins[slot] == outcomeCount) {
                rows[waiting++] = begins[slot];
                waiting = waiting == ROWS_AT_ONCE ? add(rows, waiting, sums) : waiting;
            } else if (ends[slot] > begins[slot]) {
                waiting = add(rows, waiting, sums);
                addSome(begins[slot], ends[slot], sums);
            }
        }
        add(rows, waiting, sums);
        double normal = 0;
        for (int outcome = 0; outcome < outcomeCount; outcome++) {
            sums[outcome] = StrictMath.exp(sums[outcome]);
            normal += sums[outcome];
        }
        for (int outcome = 0; outcome < outcomeCount; outcome++) {
            sums[outcome] /= normal;
        }
        return sums;
    }

    /** Adds rows one after the other, and returns how many are left then. */
    private int add(int[] rows, int count, double[] sums) {
        if (count == ROWS_AT_ONCE) {
            int first = rows[0];
            int second = rows[1];
            int third = rows[2];
            int fourth = rows[3];
            for (int outcome = 0; outcome < sums.length; outcome++) {
                sums[outcome] = sums[outcome]
                        + weights[first + outcome]
                        + weights[second + outcome]
                        + weights[third + outcome]
                        + weights[fourth + outcome];
            }
            return 0;
        }
        for (int row = 0; row < count; row++) {
            int begin = rows[row];
            for (int outcome = 0; outcome < sums.length; outcome++) {
                sums[outcome] += weights[begin + outcome];
            }
        }
        return 0;
    }

    private void addSome(int begin, int end, double[] sums) {
        for (int i = begin; i < end; i++) {
            sums[outcomes[i]] += weights[i];
        }
    }

    /** The slot of an n-gram, or an empty one. */
    private int slot(long gram) {
        int slot = (int) ((gram * 0x9E3779B97F4A7C15L) >>> 40) & (grams.length - 1);
        while (grams[slot] != 0 && grams[slot] != gram) {
            slot = (slot + 1) & (grams.length - 1);
        }
        return slot;
    }
}
