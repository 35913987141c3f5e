package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.PooledLosses;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hidden tokens are to be predicted, hidden anew at each visit (Devlin et al., 2019; Liu et al., 2019). A text longer than a window is
 * visited at a random place. What is hidden is up to the objective; losses on the means of the windows come on top where the
 * configuration gives them a weight.
 */
public final class MaskedLanguageTask implements Task {
    /** Running loss of each token, where hard tokens are favoured; 0 for one that has not been predicted: part of a checkpoint. */
    public static final String TOKEN_LOSSES = TokenHardness.LOSSES;

    private final Tokenizer tokenizer;
    private final long seed;
    private final int length;
    private final Curriculum curriculum;
    private final TextNetwork text;
    private final Network network;
    private final Hiding hiding;
    private final @Nullable TokenHardness hardness;
    private final Predictions predictions;
    private final @Nullable SegmentOrder segmentOrder;
    private final @Nullable PooledTerms pooled;
    private final int[] rows;
    private final float[] mask;
    private final int[] counts;
    private final int[] swapped;
    private final float[] losses;

    public MaskedLanguageTask(ModelConfiguration configuration, Tokenizer tokenizer, long seed) {
        this(configuration, tokenizer, seed, true);
    }

    private MaskedLanguageTask(ModelConfiguration configuration, Tokenizer tokenizer, long seed, boolean trains) {
        TextShape shape = TextWindows.shape(configuration);
        int batch = configuration.batchSize();
        boolean hasHypersphere = configuration.real(Setting.HYPERSPHERE_WEIGHT) > 0;
        this.tokenizer = tokenizer;
        this.seed = seed;
        length = shape.length();
        curriculum = Curriculum.of(configuration);
        hardness = trains && favoursHardTokens(configuration) ? new TokenHardness(shape.vocabulary()) : null;
        hiding = Hiding.of(configuration, tokenizer, curriculum.greatest(Setting.MASK_SHARE), hardness);
        predictions = new Predictions(hiding.capacity(batch, length));
        rows = new int[batch * length];
        mask = new float[batch * length];
        counts = new int[batch];
        swapped = new int[batch];
        losses = new float[predictions.capacity()];
        text = trains
                ? TextNetwork.forTraining(
                        shape, batch, predictions.capacity(), configuration.real(Setting.BETA2), hasHypersphere)
                : TextNetwork.forLosses(shape, batch, predictions.capacity());
        network = hardness == null ? text.network() : hardness.over(text.network());
        segmentOrder = shape.ordersSegments() ? new SegmentOrder(tokenizer, length) : null;
        pooled = !trains || isPlain(configuration)
                ? null
                : new PooledTerms(
                        text.pooled(),
                        configuration.real(Setting.ORDER_WEIGHT) > 0,
                        hasHypersphere,
                        Distillation.of(configuration, text.pooled().previous()));
    }

    /** The loss on hidden tokens without training: each token is as likely to be hidden as any other, and no other loss comes on top. */
    public static MaskedLanguageTask forLosses(ModelConfiguration configuration, Tokenizer tokenizer, long seed) {
        return new MaskedLanguageTask(configuration, tokenizer, seed, false);
    }

    /** True where a configuration over text predicts hidden tokens, each as likely as any other, and has no other loss. */
    public static boolean predictsTokensAlone(ModelConfiguration configuration) {
        return configuration.objective() != Objective.CAUSAL_LANGUAGE
                && isPlain(configuration)
                && !favoursHardTokens(configuration);
    }

    /** The most tokens that such a model predicts among so many windows. */
    public static int predictions(ModelConfiguration configuration, int windows) {
        Tokenizer bytes = new BytePairTokenizer(Digits.SINGLE, List.of());
        double share = Curriculum.of(configuration).greatest(Setting.MASK_SHARE);
        return Hiding.of(configuration, bytes, share, null).capacity(windows, configuration.integer(Setting.LENGTH));
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public TrainingState initialState(float[] parameters) {
        TrainingState state = TrainingState.initial(parameters);
        if (pooled != null && pooled.hasHypersphere()) {
            state = state.with(PooledLosses.CENTRE, new float[pooled.width()]);
        }
        return hardness == null ? state : hardness.startedWith(state);
    }

    @Override
    public void prepare(BoundPlan bound) {
        text.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        int tokens = fillWindows(batch, step);
        predictions.clear();
        if (hardness != null) {
            hardness.begin(bound, network, curriculum.at(Setting.MASK_HARD_SHARE, step));
        }
        CounterRandom random = new CounterRandom(seed, Purpose.MASKED_TOKENS, step);
        hiding.hide(rows, counts, length, curriculum.at(Setting.MASK_SHARE, step), random, predictions);
        text.load(bound, rows, mask);
        bound.write(text.predictedRows(predictions.capacity()), predictions.rows());
        bound.write(text.predictedTokens(predictions.capacity()), predictions.tokens());
        if (pooled != null) {
            PooledTerms.Weights weights = new PooledTerms.Weights(
                    curriculum.at(Setting.ORDER_WEIGHT, step), curriculum.at(Setting.HYPERSPHERE_WEIGHT, step));
            pooled.load(bound, counts, swapped, Math.max(1, predictions.count()), weights);
        }
        return new Loaded(predictions.count(), tokens);
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        bound.read(text.losses(losses.length), losses);
        double sum = pooled == null ? 0 : pooled.sum(bound);
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }

    @Override
    public SortedMap<String, Double> losses(BoundPlan bound) {
        SortedMap<String, Double> means = new TreeMap<>();
        if (pooled != null) {
            double count = Math.max(1, predictions.count());
            double hidden = 0;
            for (float loss : losses) {
                hidden += loss;
            }
            means.put("hidden_tokens", hidden / count);
            pooled.parts(bound).forEach((name, sum) -> means.put(name, sum / count));
        }
        return means;
    }

    @Override
    public void begun(BoundPlan bound, long steps) {
        if (pooled != null) {
            pooled.begun(bound, steps);
        }
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        if (pooled != null) {
            pooled.updated(bound, step);
        }
        if (hardness != null) {
            hardness.follow(bound, network, predictions.tokens(), losses);
        }
    }

    private int fillWindows(List<? extends Content> batch, long step) {
        CounterRandom places = new CounterRandom(seed, Purpose.TEXT_WINDOW, step);
        CounterRandom segments = new CounterRandom(seed, Purpose.SEGMENTS, step);
        Arrays.fill(swapped, -1);
        int tokens = 0;
        for (int i = 0; i < batch.size(); i++) {
            String content = TextWindows.text(batch.get(i));
            Optional<SegmentOrder.Segments> drawn =
                    segmentOrder == null ? Optional.empty() : segmentOrder.draw(content, segments);
            if (drawn.isPresent()) {
                swapped[i] = drawn.get().swapped() ? 1 : 0;
                counts[i] = TextWindows.fill(drawn.get().tokens(), 0, i, length, rows, mask);
            } else {
                int[] encoded = tokenizer.encode(content);
                int from = encoded.length > length ? places.nextInt(encoded.length - length + 1) : 0;
                counts[i] = TextWindows.fill(encoded, from, i, length, rows, mask);
            }
            tokens += counts[i];
        }
        return tokens;
    }

    private static boolean favoursHardTokens(ModelConfiguration configuration) {
        return Setting.MASK_HARD_SHARE.appliesTo(configuration.objective())
                && Curriculum.of(configuration).greatest(Setting.MASK_HARD_SHARE) > 0;
    }

    private static boolean isPlain(ModelConfiguration configuration) {
        return configuration.real(Setting.ORDER_WEIGHT) == 0
                && configuration.real(Setting.HYPERSPHERE_WEIGHT) == 0
                && configuration.real(Setting.DISTILLATION_WEIGHT) == 0;
    }
}
