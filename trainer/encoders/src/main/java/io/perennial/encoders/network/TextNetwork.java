package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An encoder over tokens with learned positions and an output layer whose weights are the token table (Press and Wolf, 2017). It looks
 * both ways, as a masked language model (Devlin et al., 2019), or only back, as a causal one (Radford et al., 2019). Only positions
 * with something to predict go through the output layer.
 */
public final class TextNetwork {
    /** Added to the score of a position that is not to be looked at: its weight becomes exactly zero. */
    public static final float HIDDEN = -1e9f;

    private static final String BLOCK = "block";
    private static final String TOKENS = "tokens";
    private static final String PREDICTION_BIAS = "prediction.bias";

    private final TextShape shape;
    private final int sequences;
    private final Network network;
    private final PooledLosses pooled;

    private TextNetwork(TextShape shape, int sequences, boolean hypersphere) {
        this.shape = shape;
        this.sequences = sequences;
        SortedMap<String, ParameterLayout> more = new TreeMap<>();
        if (hypersphere) {
            more.put(PooledLosses.CENTRE, PooledLosses.centreLayout(shape));
        }
        network = new Network(new Plan(), layout(shape), more);
        pooled = new PooledLosses(network, shape, sequences, hypersphere);
    }

    /** A plan that trains on {@code sequences} windows with {@code predictions} predicted positions in each step. */
    public static TextNetwork forTraining(TextShape shape, int sequences, int predictions, double beta2) {
        return forTraining(shape, sequences, predictions, beta2, false);
    }

    /**
     * Such a plan with losses on the mean state of each window: the order of segments where the shape has an output for it.
     *
     * @param hypersphere whether the distance of the means to their centre is a loss too
     */
    public static TextNetwork forTraining(
            TextShape shape, int sequences, int predictions, double beta2, boolean hypersphere) {
        TextNetwork text = new TextNetwork(shape, sequences, hypersphere);
        Program program = text.plan().program(Network.GRADIENTS);
        BlockStack blocks = BlockStack.trained(
                text.network.layout(), BLOCK, BLOCK, shape.layers(), shape.block(sequences), shape.recomputes());
        text.embedTokens(program);
        blocks.forward(program, text.stream(), text.mask());
        if (shape.ordersSegments() || shape.distils() || hypersphere) {
            text.predictAndPool(program, predictions);
        } else {
            text.predict(program, predictions);
        }
        blocks.backward(program, text.stream(), text.mask(), text.streamGradient());
        text.embedTokensBackward(program);
        Updater.append(text.network, beta2);
        return text;
    }

    /** A plan that embeds {@code sequences} windows at a time. */
    public static TextNetwork forEmbedding(TextShape shape, int sequences) {
        TextNetwork text = new TextNetwork(shape, sequences, false);
        Program program = text.plan().program(Network.EMBED);
        text.embedTokens(program);
        text.frozenBlocks(text.network.layout(), BLOCK).forward(program, text.stream(), text.mask());
        text.finalNorm(text.shape.block(sequences).rows()).forward(program, "final.norm", text.stream(), text.output());
        return text;
    }

    /** A plan that looks up the row of the token table at each position, whatever stands beside it. */
    public static TextNetwork forTokenLookup(TextShape shape, int sequences) {
        TextNetwork text = new TextNetwork(shape, sequences, false);
        // Not looked at, but written with the tokens.
        text.mask();
        text.plan()
                .program(Network.EMBED)
                .append(new Operation.GatherRows(
                        text.network.layout().parameter(text.plan(), TOKENS), text.tokens(), text.output()));
        return text;
    }

    /** A plan that predicts {@code predictions} positions of {@code sequences} windows at a time and does not train. */
    public static TextNetwork forPrediction(TextShape shape, int sequences, int predictions) {
        TextNetwork text = new TextNetwork(shape, sequences, false);
        Program program = text.plan().program(Network.PREDICT);
        text.embedTokens(program);
        text.frozenBlocks(text.network.layout(), BLOCK).forward(program, text.stream(), text.mask());
        text.score(program, predictions, text.normedPredictions(program, predictions));
        return text;
    }

    /** Such a plan that also gives the loss of each prediction. */
    public static TextNetwork forLosses(TextShape shape, int sequences, int predictions) {
        TextNetwork text = forPrediction(shape, sequences, predictions);
        text.plan()
                .program(Network.PREDICT)
                .append(new Operation.CrossEntropy(
                        text.probabilities(predictions), text.predictedTokens(predictions), text.losses(predictions)));
        return text;
    }

    public static ParameterLayout layout(TextShape shape) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        builder.normal(TOKENS, shape.deviation(), (long) shape.vocabulary(), (long) shape.width())
                .normal("positions", shape.deviation(), (long) shape.length(), (long) shape.width());
        for (int i = 0; i < shape.layers(); i++) {
            TransformerBlock.declare(builder, "block." + i, shape.width(), shape.layers(), shape.deviation());
        }
        LayerNormalization.declare(builder, "final.norm", shape.width());
        builder.zeros(PREDICTION_BIAS, (long) shape.vocabulary());
        PooledLosses.declare(builder, shape);
        return builder.build();
    }

    /** Where the bias of the output layer lies. */
    public static Parameter predictionBias(TextShape shape) {
        return layout(shape).parameters().stream()
                .filter(parameter -> parameter.name().equals(PREDICTION_BIAS))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a parameter has a row or a number for each token of the vocabulary. */
    public static boolean isOfTokens(Parameter parameter) {
        return parameter.name().equals(TOKENS) || parameter.name().equals(PREDICTION_BIAS);
    }

    public Network network() {
        return network;
    }

    /** The losses on the mean state of each window. */
    public PooledLosses pooled() {
        return pooled;
    }

    /** Token of each position (rows). */
    public Tensor tokens() {
        return plan().integer("tokens.input", rows());
    }

    /**
     * Added to the attention scores, zero or {@link #HIDDEN}: for padding (sequences, 1, 1, length); where attention is causal, one for
     * all sequences (1, 1, length, length), which {@link #prepare} writes. Padding comes last, so it needs no mask of its own there.
     */
    public Tensor mask() {
        return isCausal()
                ? plan().real("attention.mask.causal", 1, 1, shape.length(), shape.length())
                : plan().real("attention.mask", sequences, 1, 1, shape.length());
    }

    /** Writes what the plan needs once, after binding. */
    public void prepare(BoundPlan bound) {
        if (isCausal()) {
            float[] mask = new float[shape.length() * shape.length()];
            for (int position = 0; position < shape.length(); position++) {
                int row = position * shape.length();
                Arrays.fill(mask, row + position + 1, row + shape.length(), HIDDEN);
            }
            bound.write(mask(), mask);
        }
    }

    /**
     * Writes the windows of a step.
     *
     * @param windows token of each position
     * @param padding zero where there is a token, {@link #HIDDEN} behind the last
     */
    public void load(BoundPlan bound, int[] windows, float[] padding) {
        bound.write(tokens(), windows);
        if (!isCausal()) {
            bound.write(mask(), padding);
        }
    }

    /** Row of each predicted position; negative for none. */
    public Tensor predictedRows(int predictions) {
        return plan().integer("predicted.rows", predictions);
    }

    /** Token to predict there, or -1 for none. */
    public Tensor predictedTokens(int predictions) {
        return plan().integer("predicted.tokens", predictions);
    }

    /**
     * Probability of each token at each predicted position (predictions, vocabulary); a loss turns it into the gradient of the
     * logits.
     */
    public Tensor probabilities(int predictions) {
        return plan().real("logits", predictions, shape.vocabulary());
    }

    /** Loss of each predicted position in nats. */
    public Tensor losses(int predictions) {
        return plan().real("losses", predictions);
    }

    /** Result of the embedding program: one vector for each position (rows, width). */
    public Tensor output() {
        return plan().real("output", rows(), shape.width());
    }

    private void embedTokens(Program program) {
        embedTokens(program, network.layout(), stream());
    }

    private void embedTokens(Program program, ParameterLayout layout, Tensor stream) {
        program.append(new Operation.GatherRows(layout.parameter(plan(), TOKENS), tokens(), stream));
        Tensor windows = stream.reshape(sequences, shape.length(), shape.width());
        program.add(windows, layout.parameter(plan(), "positions").reshape(1, shape.length(), shape.width()), windows);
    }

    /** The normalised states that the parameters of the previous encoder give. */
    private Tensor previousStates(Program program) {
        ParameterLayout previous = PreviousEncoderLoss.layout(network.layout());
        Tensor stream = plan().real("previous.stream", rows(), shape.width());
        Tensor states = plan().real("previous.states", rows(), shape.width());
        embedTokens(program, previous, stream);
        frozenBlocks(previous, "previous.block").forward(program, stream, mask());
        new LayerNormalization(previous, "final.norm", rows(), shape.width())
                .forward(program, "previous.norm", stream, states);
        return states;
    }

    private void embedTokensBackward(Program program) {
        Tensor gradient = streamGradient();
        long window = (long) shape.length() * shape.width();
        program.sumRows(
                gradient.reshape(sequences, window),
                network.layout().gradient(plan(), "positions").reshape(window));
        program.append(new Operation.AccumulateRows(
                gradient, tokens(), network.layout().gradient(plan(), TOKENS)));
    }

    private void predict(Program program, int predictions) {
        Tensor gatheredGradient = plan().real("predicted.gradient", predictions, shape.width());
        Tensor normedGradient = plan().real("predicted.normed.gradient", predictions, shape.width());
        Tensor normed = normedPredictions(program, predictions);
        scorePredictions(program, predictions, normed, normedGradient);
        program.multiply(gathered(predictions), 0, gatheredGradient);
        finalNorm(predictions).backward(program, "final.norm", normedGradient, gatheredGradient);
        program.append(new Operation.ScatterRows(gatheredGradient, predictedRows(predictions), streamGradient()));
    }

    /** Normalised states of the predicted positions alone. */
    private Tensor normedPredictions(Program program, int predictions) {
        Tensor normed = plan().real("predicted.normed", predictions, shape.width());
        program.append(new Operation.GatherRows(stream(), predictedRows(predictions), gathered(predictions)));
        finalNorm(predictions).forward(program, "final.norm", gathered(predictions), normed);
        return normed;
    }

    /** Like {@link #predict}, but all rows are normalised, since the means need them. */
    private void predictAndPool(Program program, int predictions) {
        Tensor states = plan().real("states", rows(), shape.width());
        Tensor statesGradient = plan().real("states.gradient", rows(), shape.width());
        Tensor normed = plan().real("predicted.normed", predictions, shape.width());
        Tensor normedGradient = plan().real("predicted.normed.gradient", predictions, shape.width());
        LayerNormalization norm = finalNorm(rows());
        norm.forward(program, "final.norm", stream(), states);
        program.append(new Operation.GatherRows(states, predictedRows(predictions), normed));
        scorePredictions(program, predictions, normed, normedGradient);
        program.append(new Operation.ScatterRows(normedGradient, predictedRows(predictions), statesGradient));
        pooled.append(program, states, shape.distils() ? previousStates(program) : null, statesGradient);
        program.multiply(stream(), 0, streamGradient());
        norm.backward(program, "final.norm", statesGradient, streamGradient());
    }

    private void scorePredictions(Program program, int predictions, Tensor normed, Tensor normedGradient) {
        ParameterLayout layout = network.layout();
        Tensor logits = probabilities(predictions);
        Tensor table = layout.parameter(plan(), TOKENS);
        score(program, predictions, normed);
        program.append(new Operation.CrossEntropy(logits, predictedTokens(predictions), losses(predictions)));
        program.sumRows(logits, layout.gradient(plan(), PREDICTION_BIAS));
        program.append(new MatrixProduct(logits, normed, layout.gradient(plan(), TOKENS), true, false, 1, 0));
        program.product(logits, table, normedGradient);
    }

    private void score(Program program, int predictions, Tensor normed) {
        ParameterLayout layout = network.layout();
        Tensor logits = probabilities(predictions);
        Tensor table = layout.parameter(plan(), TOKENS);
        program.append(new MatrixProduct(normed, table, logits, false, true, 1, 0));
        program.add(logits, layout.parameter(plan(), PREDICTION_BIAS), logits);
        Tensor batched = logits.reshape(1, predictions, shape.vocabulary());
        program.append(new Operation.Softmax(batched, batched));
    }

    private BlockStack frozenBlocks(ParameterLayout layout, String saved) {
        return BlockStack.frozen(layout, BLOCK, saved, shape.layers(), shape.block(sequences));
    }

    private LayerNormalization finalNorm(long normedRows) {
        return new LayerNormalization(network.layout(), "final.norm", normedRows, shape.width());
    }

    private Tensor gathered(int predictions) {
        return plan().real("predicted", predictions, shape.width());
    }

    private Tensor stream() {
        return plan().real("stream", rows(), shape.width());
    }

    private Tensor streamGradient() {
        return plan().real("stream.gradient", rows(), shape.width());
    }

    private boolean isCausal() {
        return shape.attention() == TextShape.Attention.CAUSAL;
    }

    private long rows() {
        return (long) sequences * shape.length();
    }

    private Plan plan() {
        return network.plan();
    }
}
