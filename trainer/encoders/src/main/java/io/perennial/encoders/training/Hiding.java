package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.tokens.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Chooses the tokens that a masked model has to predict and takes them out of its windows. */
interface Hiding {
    /** The most tokens that are chosen among so many windows. */
    int capacity(int windows, int length);

    /**
     * Hides tokens of one step.
     *
     * @param windows tokens by row, changed in place
     * @param counts tokens of each window; padding follows
     * @param length rows of a window
     * @param share of the tokens or lines that is hidden
     * @param predictions empty
     */
    void hide(int[] windows, int[] counts, int length, double share, CounterRandom random, Predictions predictions);

    /**
     * How the objective of a configuration hides.
     *
     * @param greatestShare the greatest share that is ever hidden
     * @param hardness what favours hard tokens; null to choose evenly
     */
    static Hiding of(
            ModelConfiguration configuration,
            Tokenizer tokenizer,
            double greatestShare,
            @Nullable TokenHardness hardness) {
        return switch (configuration.objective()) {
            case SPAN_CORRUPTION -> new HiddenSpans(greatestShare, configuration.integer(Setting.SPAN_LENGTH));
            case LOG_KEY -> new HiddenLines(tokenizer);
            default -> new HiddenTokens(greatestShare, tokenizer.vocabulary(), hardness);
        };
    }
}
