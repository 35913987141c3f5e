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
import io.perennial.encoders.tokens.BytePairTokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Masked language modelling with dynamic masks (Devlin et al., 2019; Liu et al., 2019): of the chosen tokens 80 % become the mask, 10 %
 * a random token, 10 % stay. A text longer than a window is visited at a random place.
 */
public final class MaskedLanguageTask implements Task {
    private static final double MASKED = 0.8;
    private static final double REPLACED = 0.9;

    private final BytePairTokenizer tokenizer;
    private final long seed;
    private final int length;
    private final double share;
    private final int predictions;
    private final TextNetwork text;
    private final int[] rows;
    private final float[] mask;
    private final int[] candidates;
    private final int[] predictedRows;
    private final int[] predictedTokens;
    private final float[] losses;

    public MaskedLanguageTask(ModelConfiguration configuration, BytePairTokenizer tokenizer, long seed) {
        TextShape shape = TextWindows.shape(configuration);
        int batch = configuration.batchSize();
        this.tokenizer = tokenizer;
        this.seed = seed;
        length = shape.length();
        share = configuration.real(Setting.MASK_SHARE);
        rows = new int[batch * length];
        mask = new float[batch * length];
        candidates = new int[batch * length];
        predictions = Math.max(1, (int) Math.round(share * rows.length));
        predictedRows = new int[predictions];
        predictedTokens = new int[predictions];
        losses = new float[predictions];
        text = TextNetwork.forTraining(shape, batch, predictions, configuration.real(Setting.BETA2));
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
        int tokens = 0;
        for (int i = 0; i < batch.size(); i++) {
            int[] encoded = tokenizer.encode(TextWindows.text(batch.get(i)));
            int from = encoded.length > length ? places.nextInt(encoded.length - length + 1) : 0;
            int count = TextWindows.fill(encoded, from, i, length, rows, mask);
            for (int position = 0; position < count; position++) {
                candidates[tokens++] = i * length + position;
            }
        }
        int chosen = hide(tokens, new CounterRandom(seed, Purpose.MASKED_TOKENS, step));
        text.load(bound, rows, mask);
        bound.write(text.predictedRows(predictions), predictedRows);
        bound.write(text.predictedTokens(predictions), predictedTokens);
        return new Loaded(chosen, tokens);
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        bound.read(text.losses(predictions), losses);
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private int hide(int tokens, CounterRandom random) {
        int chosen = Math.min(predictions, tokens == 0 ? 0 : Math.max(1, (int) Math.round(share * tokens)));
        random.shuffle(candidates, tokens, chosen);
        for (int i = 0; i < chosen; i++) {
            int row = candidates[i];
            predictedRows[i] = row;
            predictedTokens[i] = rows[row];
            double draw = random.nextDouble();
            if (draw < MASKED) {
                rows[row] = BytePairTokenizer.MASK;
            } else if (draw < REPLACED) {
                rows[row] = BytePairTokenizer.SPECIAL_TOKENS
                        + random.nextInt(tokenizer.vocabulary() - BytePairTokenizer.SPECIAL_TOKENS);
            }
        }
        Arrays.fill(predictedRows, chosen, predictions, -1);
        Arrays.fill(predictedTokens, chosen, predictions, -1);
        return chosen;
    }
}
