package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * A Transformer over tokens with learned positions that looks both ways, the mean over the tokens, and a projection: texts to one row
 * each. All of its parameters are named {@code text.}, so that it can stand beside a network of pictures.
 */
final class TextTower {
    private static final String HEAD = "text.head";
    private static final String TOKENS = "text.tokens";
    private static final String POSITIONS = "text.positions";
    private static final String BLOCK = "text.block";
    private static final String FINAL_NORM = "text.final.norm";

    private final Plan plan;
    private final ParameterLayout layout;
    private final TextShape shape;
    private final long texts;
    private final BlockStack blocks;
    private final LayerNormalization norm;
    private final Perceptron head;

    TextTower(Plan plan, ParameterLayout layout, PairShape shape) {
        this.plan = plan;
        this.layout = layout;
        this.shape = shape.text();
        texts = shape.pairs();
        blocks = BlockStack.trained(
                layout, BLOCK, BLOCK, this.shape.layers(), this.shape.block(shape.pairs()), this.shape.recomputes());
        norm = new LayerNormalization(layout, FINAL_NORM, rows(), this.shape.width());
        head = new Perceptron(plan, layout, HEAD, HEAD, shape.captions(), 1, texts);
    }

    static void declare(ParameterLayout.Builder builder, PairShape pairs) {
        TextShape shape = pairs.text();
        builder.normal(TOKENS, shape.deviation(), (long) shape.vocabulary(), (long) shape.width())
                .normal(POSITIONS, shape.deviation(), (long) shape.length(), (long) shape.width());
        for (int i = 0; i < shape.layers(); i++) {
            TransformerBlock.declare(builder, BLOCK + "." + i, shape.width(), shape.layers(), shape.deviation());
        }
        LayerNormalization.declare(builder, FINAL_NORM, shape.width());
        Perceptron.declare(builder, HEAD, pairs.captions());
    }

    /** Token of each position (texts * length). */
    Tensor tokens() {
        return plan.integer("text.tokens.input", rows());
    }

    /** Zero where there is a token, {@link TextNetwork#HIDDEN} behind the last (texts, 1, 1, length). */
    Tensor mask() {
        return plan.real("text.mask", texts, 1, 1, shape.length());
    }

    /** Weight of each position in the mean of its text (texts, 1, length). */
    Tensor shares() {
        return plan.real("text.shares", texts, 1, shape.length());
    }

    /** Appends the way to the projections (texts, head width), which it returns. */
    Tensor forward(Program program) {
        Tensor stream = real("stream");
        Tensor states = real("states");
        program.append(new Operation.GatherRows(layout.parameter(plan, TOKENS), tokens(), stream));
        Tensor byText = byText(stream);
        program.add(byText, layout.parameter(plan, POSITIONS).reshape(1, shape.length(), shape.width()), byText);
        blocks.forward(program, stream, mask());
        norm.forward(program, FINAL_NORM, stream, states);
        program.product(shares(), byText(states), mean().reshape(texts, 1, shape.width()));
        return head.forward(program, mean());
    }

    /** Appends the way back from the gradient of the projections, which is used up. */
    void backward(Program program, Tensor gradient) {
        Tensor statesGradient = real("states.gradient");
        Tensor streamGradient = real("stream.gradient");
        Tensor meanGradient = head.backward(program, mean(), gradient);
        program.append(new MatrixProduct(
                shares(), meanGradient.reshape(texts, 1, shape.width()), byText(statesGradient), true, false, 1, 0));
        program.multiply(real("stream"), 0, streamGradient);
        norm.backward(program, FINAL_NORM, statesGradient, streamGradient);
        blocks.backward(program, real("stream"), mask(), streamGradient);
        tokensBackward(program, streamGradient);
    }

    private void tokensBackward(Program program, Tensor gradient) {
        long text = (long) shape.length() * shape.width();
        program.sumRows(
                gradient.reshape(texts, text), layout.gradient(plan, POSITIONS).reshape(text));
        Tensor table = layout.gradient(plan, TOKENS);
        program.multiply(layout.parameter(plan, TOKENS), 0, table);
        program.append(new Operation.AccumulateRows(gradient, tokens(), table));
    }

    private Tensor real(String name) {
        return plan.real("text." + name, rows(), shape.width());
    }

    private Tensor byText(Tensor rows) {
        return rows.reshape(texts, shape.length(), shape.width());
    }

    private Tensor mean() {
        return plan.real("text.mean", texts, shape.width());
    }

    private long rows() {
        return texts * shape.length();
    }
}
