package io.perennial.encoders.training;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.tokens.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Single tokens anywhere in the batch (Devlin et al., 2019): of the chosen ones 80 % become the mask, 10 % a random token, 10 % stay. All
 * tokens are chosen alike, or hard ones rather than easy ones.
 */
final class HiddenTokens implements Hiding {
    private static final double MASKED = 0.8;
    private static final double REPLACED = 0.9;

    private final double greatestShare;
    private final int vocabulary;
    private final @Nullable TokenHardness hardness;
    private int[] candidates = new int[0];

    HiddenTokens(double greatestShare, int vocabulary) {
        this(greatestShare, vocabulary, null);
    }

    /** @param hardness what favours hard tokens; null to choose evenly */
    HiddenTokens(double greatestShare, int vocabulary, @Nullable TokenHardness hardness) {
        this.greatestShare = greatestShare;
        this.vocabulary = vocabulary;
        this.hardness = hardness;
    }

    @Override
    public int capacity(int windows, int length) {
        return Math.max(1, (int) Math.round(greatestShare * windows * length));
    }

    @Override
    public void hide(
            int[] windows, int[] counts, int length, double share, CounterRandom random, Predictions predictions) {
        int tokens = collect(windows.length, counts, length);
        int wanted = tokens == 0 ? 0 : Math.max(1, (int) Math.round(share * tokens));
        int chosen = Math.min(predictions.capacity(), wanted);
        if (hardness == null) {
            random.shuffle(candidates, tokens, chosen);
        } else {
            hardness.choose(candidates, tokens, chosen, windows, random);
        }
        for (int i = 0; i < chosen; i++) {
            double draw = random.nextDouble();
            if (draw < MASKED) {
                predictions.mask(windows, candidates[i]);
            } else {
                predictions.add(windows, candidates[i]);
                if (draw < REPLACED) {
                    windows[candidates[i]] =
                            Tokenizer.SPECIAL_TOKENS + random.nextInt(vocabulary - Tokenizer.SPECIAL_TOKENS);
                }
            }
        }
    }

    private int collect(int rows, int[] counts, int length) {
        if (candidates.length < rows) {
            candidates = new int[rows];
        }
        int tokens = 0;
        for (int window = 0; window < counts.length; window++) {
            for (int position = 0; position < counts[window]; position++) {
                candidates[tokens++] = window * length + position;
            }
        }
        return tokens;
    }
}
