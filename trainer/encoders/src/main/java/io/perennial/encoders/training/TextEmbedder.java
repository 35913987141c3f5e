package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.List;

/** Embeds texts as the tokens that they encode to. */
public final class TextEmbedder implements Embedder {
    private final Tokenizer tokenizer;
    private final TokenEmbedder tokens;

    public TextEmbedder(ModelConfiguration configuration, Tokenizer tokenizer, Executor executor) {
        this.tokenizer = tokenizer;
        tokens = new TokenEmbedder(configuration, executor);
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return TextNetwork.layout(TextWindows.shape(configuration));
    }

    @Override
    public int dimensions() {
        return tokens.dimensions();
    }

    @Override
    public void parameters(float[] values) {
        tokens.parameters(values);
    }

    @Override
    public float[][] embed(List<? extends Content> contents) {
        return tokens.embed(contents.stream()
                .map(content -> tokenizer.encode(TextWindows.text(content)))
                .toList());
    }

    @Override
    public void close() {
        tokens.close();
    }
}
