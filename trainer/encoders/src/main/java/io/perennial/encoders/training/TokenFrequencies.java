package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.List;

/** The output bias that predicts each token as often as it came in a window, with one added to every count. */
public final class TokenFrequencies {
    private TokenFrequencies() {}

    /** Writes the bias into a flat parameter vector. */
    public static void write(
            ModelConfiguration configuration, Tokenizer tokenizer, List<? extends Content> window, float[] parameters) {
        Parameter bias = TextNetwork.predictionBias(TextWindows.shape(configuration));
        int vocabulary = Math.toIntExact(bias.elements());
        long[] counts = new long[vocabulary];
        double total = vocabulary;
        for (Content content : window) {
            for (int token : tokenizer.encode(TextWindows.text(content))) {
                counts[token]++;
                total++;
            }
        }
        for (int token = 0; token < vocabulary; token++) {
            double share = (counts[token] + 1) / total;
            parameters[Math.toIntExact(bias.offset()) + token] = (float) StrictMath.log(share);
        }
    }
}
