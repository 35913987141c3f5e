package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.network.TextShape.Attention;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;

/** Texts as windows of tokens, and the additive attention mask that hides padding. */
public final class TextWindows {
    /** Stands in the mask where a window is padded. */
    public static final float HIDDEN = TextNetwork.HIDDEN;

    private TextWindows() {}

    /** The shape that a configuration describes. */
    public static TextShape shape(ModelConfiguration configuration) {
        boolean causal = configuration.objective() == Objective.CAUSAL_LANGUAGE;
        return new TextShape(
                configuration.integer(Setting.VOCABULARY),
                configuration.integer(Setting.LENGTH),
                configuration.integer(Setting.WIDTH),
                configuration.integer(Setting.HEADS),
                configuration.integer(Setting.LAYERS),
                configuration.real(Setting.INITIAL_DEVIATION),
                causal ? Attention.CAUSAL : Attention.BOTH_WAYS,
                !causal && configuration.real(Setting.ORDER_WEIGHT) > 0,
                Distillation.isWanted(configuration),
                configuration.text(Setting.ACTIVATIONS).equals("recompute"));
    }

    static String text(Content content) {
        if (content instanceof Content.Text text) {
            return text.text();
        }
        throw new IllegalArgumentException("a text model was given a picture; it reads text or log lines");
    }

    /** Copies tokens from an offset into window {@code index} and pads behind them; returns how many were copied. */
    static int fill(int[] tokens, int from, int index, int length, int[] rows, float[] mask) {
        int count = Math.min(length, tokens.length - from);
        int start = index * length;
        System.arraycopy(tokens, from, rows, start, count);
        Arrays.fill(rows, start + count, start + length, Tokenizer.PADDING);
        Arrays.fill(mask, start, start + count, 0);
        Arrays.fill(mask, start + count, start + length, HIDDEN);
        if (count == 0) {
            // A softmax needs something to look at.
            mask[start] = 0;
        }
        return count;
    }
}
