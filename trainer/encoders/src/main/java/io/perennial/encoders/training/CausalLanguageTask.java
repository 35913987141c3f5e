package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.List;
import java.util.function.Function;

/**
 * Causal language modelling (Radford et al., 2019): every position predicts the token behind it. A text longer than a window is
 * visited at a random place.
 */
public final class CausalLanguageTask implements Task {
    private final Function<String, int[]> encoding;
    private final long seed;
    private final int length;
    private final TextNetwork text;
    private final int[] rows;
    private final float[] padding;
    private final int[] predictedRows;
    private final int[] predictedTokens;
    private final float[] losses;

    public CausalLanguageTask(ModelConfiguration configuration, Tokenizer tokenizer, long seed) {
        this(
                TextWindows.shape(configuration),
                configuration.batchSize(),
                configuration.real(Setting.BETA2),
                tokenizer::encode,
                seed);
    }

    /**
     * @param shape of a model with causal attention
     * @param batch texts in a step
     * @param encoding tokens of a text, each below the vocabulary of the shape
     */
    public CausalLanguageTask(TextShape shape, int batch, double beta2, Function<String, int[]> encoding, long seed) {
        this(shape, batch, encoding, seed, TextNetwork.forTraining(shape, batch, batch * shape.length(), beta2));
    }

    private CausalLanguageTask(
            TextShape shape, int batch, Function<String, int[]> encoding, long seed, TextNetwork text) {
        if (shape.attention() != TextShape.Attention.CAUSAL) {
            throw new IllegalArgumentException("attention was " + shape.attention() + "; it must be CAUSAL");
        }
        this.encoding = encoding;
        this.seed = seed;
        length = shape.length();
        rows = new int[batch * length];
        padding = new float[rows.length];
        predictedRows = new int[rows.length];
        predictedTokens = new int[rows.length];
        losses = new float[rows.length];
        this.text = text;
    }

    /** The loss without training. */
    public static CausalLanguageTask forLosses(ModelConfiguration configuration, Tokenizer tokenizer, long seed) {
        TextShape shape = TextWindows.shape(configuration);
        int batch = configuration.batchSize();
        return new CausalLanguageTask(
                shape, batch, tokenizer::encode, seed, TextNetwork.forLosses(shape, batch, batch * shape.length()));
    }

    @Override
    public Network network() {
        return text.network();
    }

    @Override
    public void prepare(BoundPlan bound) {
        text.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        CounterRandom places = new CounterRandom(seed, Purpose.TEXT_WINDOW, step);
        int scored = 0;
        int tokens = 0;
        for (int i = 0; i < batch.size(); i++) {
            int[] encoded = encoding.apply(TextWindows.text(batch.get(i)));
            int from = encoded.length > length + 1 ? places.nextInt(encoded.length - length) : 0;
            int count = TextWindows.fill(encoded, from, i, length, rows, padding);
            tokens += count;
            for (int position = 0; position < length; position++) {
                int row = i * length + position;
                boolean known = from + position + 1 < encoded.length;
                predictedRows[row] = known ? row : -1;
                predictedTokens[row] = known ? encoded[from + position + 1] : -1;
                scored += known ? 1 : 0;
            }
        }
        text.load(bound, rows, padding);
        bound.write(text.predictedRows(rows.length), predictedRows);
        bound.write(text.predictedTokens(rows.length), predictedTokens);
        return new Loaded(scored, tokens);
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        bound.read(text.losses(rows.length), losses);
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }
}
