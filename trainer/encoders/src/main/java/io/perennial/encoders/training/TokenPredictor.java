package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.FilledText;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hides tokens of texts as the objective of a model does, all of them behind the mask, and tells what the model puts there. Of a text
 * longer than a window its beginning is taken. Used by one thread.
 */
public final class TokenPredictor {
    private static final int GUESSES = 3;

    /** Training counts its steps from 1. */
    private static final long BEFORE_TRAINING = 0;

    private final Tokenizer tokenizer;
    private final TextShape shape;
    private final double share;
    private final Hiding hiding;
    private final Executor executor;
    private final long seed;

    /** The tokens of a text, how many of them are in its window, which are hidden, and the probabilities there (predictions, vocabulary). */
    @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
    private record Window(int[] tokens, int count, Predictions hidden, float[] probabilities) {}

    /** @param seed which tokens are hidden follows from it alone */
    public TokenPredictor(ModelConfiguration configuration, Tokenizer tokenizer, Executor executor, long seed) {
        this.tokenizer = tokenizer;
        shape = TextWindows.shape(configuration);
        share = configuration.real(Setting.MASK_SHARE);
        hiding = Hiding.of(configuration, tokenizer, share, null);
        this.executor = executor;
        this.seed = seed;
    }

    /**
     * One filled text for each text, in order.
     *
     * @param parameters flat parameter vector
     */
    public List<FilledText> fill(float[] parameters, List<? extends Content> texts) {
        int capacity = hiding.capacity(1, shape.length());
        TextNetwork text = TextNetwork.forPrediction(shape, 1, capacity);
        CounterRandom random = new CounterRandom(seed, Purpose.MASKED_TOKENS, BEFORE_TRAINING);
        List<FilledText> filled = new ArrayList<>();
        try (BoundPlan bound = executor.bind(text.network().plan())) {
            text.prepare(bound);
            bound.write(text.network().parameters(), parameters);
            for (Content content : texts) {
                int[] tokens = tokenizer.encode(TextWindows.text(content));
                filled.add(filled(predict(bound, text, tokens, new Predictions(capacity), random)));
            }
        }
        return filled;
    }

    private Window predict(
            BoundPlan bound, TextNetwork text, int[] tokens, Predictions predictions, CounterRandom random) {
        int[] rows = new int[shape.length()];
        float[] mask = new float[shape.length()];
        float[] probabilities = new float[predictions.capacity() * shape.vocabulary()];
        int count = TextWindows.fill(tokens, 0, 0, shape.length(), rows, mask);
        hiding.hide(rows, new int[] {count}, shape.length(), share, random, predictions);
        for (int i = 0; i < predictions.count(); i++) {
            rows[predictions.rows()[i]] = Tokenizer.MASK;
        }
        text.load(bound, rows, mask);
        bound.write(text.predictedRows(predictions.capacity()), predictions.rows());
        bound.run(Network.PREDICT);
        bound.read(text.probabilities(predictions.capacity()), probabilities);
        return new Window(tokens, count, predictions, probabilities);
    }

    private FilledText filled(Window window) {
        int[] predictionAt = new int[window.count()];
        Arrays.fill(predictionAt, -1);
        for (int i = 0; i < window.hidden().count(); i++) {
            predictionAt[window.hidden().rows()[i]] = i;
        }
        List<FilledText.Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int position = 0; position < window.count(); position++) {
            if (predictionAt[position] >= 0) {
                addReadable(window, from, position, pieces);
                int token = window.tokens()[position];
                pieces.add(new FilledText.Piece(
                        tokenizer.decode(new int[] {token}), guesses(window, predictionAt[position], token)));
                from = position + 1;
            }
        }
        addReadable(window, from, window.count(), pieces);
        return new FilledText(pieces);
    }

    private void addReadable(Window window, int from, int to, List<FilledText.Piece> pieces) {
        if (to > from) {
            // Bytes of one character may be spread over tokens, so a stretch is decoded whole.
            String text = tokenizer.decode(Arrays.copyOfRange(window.tokens(), from, to));
            pieces.add(new FilledText.Piece(text, List.of()));
        }
    }

    private List<FilledText.Guess> guesses(Window window, int prediction, int token) {
        int start = prediction * shape.vocabulary();
        return IntStream.range(Tokenizer.SPECIAL_TOKENS, tokenizer.vocabulary())
                .boxed()
                .sorted(Comparator.comparingDouble(candidate -> -window.probabilities()[start + candidate]))
                .limit(GUESSES)
                .map(candidate -> new FilledText.Guess(
                        tokenizer.decode(new int[] {candidate}),
                        window.probabilities()[start + candidate],
                        candidate == token))
                .toList();
    }
}
