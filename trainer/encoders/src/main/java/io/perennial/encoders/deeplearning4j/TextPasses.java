package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.TextWindows;
import io.perennial.encoders.training.TokenEmbedder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prediction of hidden tokens, or of those that follow, on arrays of token ids; embedding alone for models with other losses. */
final class TextPasses extends Passes {
    private final ModelConfiguration model;
    private final TextShape shape;
    private final TokenEmbedder embedder;
    private @Nullable TextNetwork text;
    private int batch;
    private int predictions;

    /** A token to predict: its place in the batch, its id, and when the loss comes to it. */
    private record Prediction(float order, int row, int token) {}

    TextPasses(ModelConfiguration model) {
        super(model);
        this.model = model;
        shape = TextWindows.shape(model);
        embedder = new TokenEmbedder(model, executor());
    }

    @Override
    float[][] embed(float[] parameters, INDArray features) {
        long longest = (long) shape.length() * model.integer(Setting.WINDOWS);
        if (features.rank() != 2 || features.size(1) > longest) {
            throw new IllegalArgumentException("token ids have shape " + Arrays.toString(features.shape())
                    + "; this model needs (examples, up to " + longest + ")");
        }
        int width = Math.toIntExact(features.size(1));
        int[] tokens = tokens(features);
        List<int[]> sequences = new ArrayList<>();
        for (int start = 0; start < tokens.length; start += width) {
            int end = start + width;
            while (end > start && tokens[end - 1] == Tokenizer.PADDING) {
                end--;
            }
            sequences.add(Arrays.copyOfRange(tokens, start, end));
        }
        embedder.parameters(parameters);
        return embedder.embed(sequences);
    }

    @Override
    boolean fits(INDArray features, INDArray labels) {
        if (!isCausal() && !MaskedLanguageTask.predictsTokensAlone(model)) {
            throw embedsAlone(model);
        }
        int examples = Math.toIntExact(features.size(0));
        requireShape(features, "token ids", examples, shape.length());
        requireShape(labels, "labels", examples, 2, shape.length());
        int needed = Math.max(predictions(examples), hidden(labels).size());
        if (text != null && examples == batch && needed == predictions) {
            return true;
        }
        batch = examples;
        predictions = needed;
        text = TextNetwork.forTraining(shape, batch, predictions, model.real(Setting.BETA2));
        return false;
    }

    @Override
    Network network() {
        return text().network();
    }

    @Override
    void prepare(BoundPlan bound) {
        text().prepare(bound);
    }

    @Override
    long load(BoundPlan bound, INDArray features, INDArray labels) {
        int[] tokens = tokens(features);
        List<Prediction> hidden = hidden(labels);
        TextNetwork network = text();
        network.load(bound, tokens, mask(tokens));
        int[] predictedRows = new int[predictions];
        int[] predictedTokens = new int[predictions];
        Arrays.fill(predictedRows, -1);
        Arrays.fill(predictedTokens, -1);
        for (int i = 0; i < hidden.size(); i++) {
            Prediction prediction = hidden.get(i);
            int place = isCausal() ? prediction.row() : i;
            predictedRows[place] = prediction.row();
            predictedTokens[place] = prediction.token();
        }
        bound.write(network.predictedRows(predictions), predictedRows);
        bound.write(network.predictedTokens(predictions), predictedTokens);
        return hidden.size();
    }

    @Override
    double lossSum(BoundPlan bound) {
        float[] losses = new float[predictions];
        bound.read(text().losses(predictions), losses);
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }

    @Override
    public void close() {
        super.close();
        embedder.close();
    }

    private TextNetwork text() {
        return Objects.requireNonNull(text, "the network is built when the first arrays come");
    }

    private int predictions(int examples) {
        return isCausal() ? examples * shape.length() : MaskedLanguageTask.predictions(model, examples);
    }

    private boolean isCausal() {
        return shape.attention() == TextShape.Attention.CAUSAL;
    }

    private List<Prediction> hidden(INDArray labels) {
        float[] values = reals(labels);
        int length = shape.length();
        List<Prediction> hidden = new ArrayList<>();
        for (int row = 0; row < values.length / 2; row++) {
            int token = row / length * 2 * length + row % length;
            if (values[token] >= 0) {
                hidden.add(new Prediction(values[token + length], row, requireToken(values[token])));
            }
        }
        hidden.sort(Comparator.comparingDouble(Prediction::order).thenComparingInt(Prediction::row));
        return hidden;
    }

    private float[] mask(int[] tokens) {
        float[] mask = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            boolean first = i % shape.length() == 0;
            mask[i] = tokens[i] == Tokenizer.PADDING && !first ? TextWindows.HIDDEN : 0;
        }
        return mask;
    }

    private int[] tokens(INDArray features) {
        float[] values = reals(features);
        int[] tokens = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            tokens[i] = requireToken(values[i]);
        }
        return tokens;
    }

    private int requireToken(float value) {
        int token = (int) value;
        if (token != value || token < 0 || token >= shape.vocabulary()) {
            throw new IllegalArgumentException("token id was " + value + "; it must be a whole number from 0 to "
                    + (shape.vocabulary() - 1) + ": were the texts encoded with the tokenizer of this model?");
        }
        return token;
    }
}
