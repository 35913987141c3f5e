package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A pre-norm Transformer block (Vaswani et al., 2017; Xiong et al., 2020): {@code x += attention(norm(x))}, then {@code x +=
 * feedForward(norm(x))} with the tanh form of GELU. The residual stream is one buffer that every block changes in place;
 * so is its gradient on the way back.
 */
final class TransformerBlock {
    private final ParameterLayout layout;
    private final String name;
    private final String saved;
    private final BlockShape shape;
    private final LayerNormalization attentionNorm;
    private final LayerNormalization feedForwardNorm;

    /**
     * @param saved prefix of the buffers kept for the backward pass; blocks that never go back may share one
     */
    TransformerBlock(ParameterLayout layout, String name, String saved, BlockShape shape) {
        this.layout = layout;
        this.name = name;
        this.saved = saved;
        this.shape = shape;
        attentionNorm = new LayerNormalization(layout, name + ".attention.norm", shape.rows(), shape.width());
        feedForwardNorm = new LayerNormalization(layout, name + ".feedforward.norm", shape.rows(), shape.width());
    }

    /** Declares the parameters; what feeds the residual stream starts smaller the more blocks there are (GPT-2). */
    static void declare(ParameterLayout.Builder builder, String name, long width, int blocks, double deviation) {
        double residual = deviation / Math.sqrt(2.0 * blocks);
        long hidden = BlockShape.EXPANSION * width;
        LayerNormalization.declare(builder, name + ".attention.norm", width);
        builder.normal(name + ".attention.input.weight", deviation, width, 3 * width)
                .zeros(name + ".attention.input.bias", 3 * width)
                .normal(name + ".attention.output.weight", residual, width, width)
                .zeros(name + ".attention.output.bias", width);
        LayerNormalization.declare(builder, name + ".feedforward.norm", width);
        builder.normal(name + ".feedforward.input.weight", deviation, width, hidden)
                .zeros(name + ".feedforward.input.bias", hidden)
                .normal(name + ".feedforward.output.weight", residual, hidden, width)
                .zeros(name + ".feedforward.output.bias", width);
    }

    /**
     * @param stream residual stream (rows, width), changed in place
     * @param mask added to the attention scores, (sequences, 1, 1, length) or (1, 1, length, length); null for none
     */
    void forward(Program program, Tensor stream, @Nullable Tensor mask) {
        attend(program, stream, mask);
        feedForward(program, stream);
    }

    /**
     * @param gradient gradient of the residual stream (rows, width), changed in place from after the block to before it
     */
    void backward(Program program, Tensor gradient) {
        feedForwardBackward(program, gradient);
        attendBackward(program, gradient);
    }

    private void attend(Program program, Tensor stream, @Nullable Tensor mask) {
        Plan plan = program.plan();
        Tensor normed = rows(plan, saved + ".attention.normed", shape.width());
        Tensor projected = rows(plan, saved + ".attention.projected", 3 * shape.width());
        Tensor weights = weights(plan, saved + ".attention.weights");
        Tensor context = rows(plan, saved + ".attention.context", shape.width());
        attentionNorm.forward(program, saved + ".attention.norm", stream, normed);
        program.affine(
                normed, parameter(plan, "attention.input.weight"), parameter(plan, "attention.input.bias"), projected);
        program.append(new Operation.Attention(
                projected,
                mask,
                weights,
                context,
                1 / shape.headWidthRoot(),
                program.collect(parts -> attendParts(parts, projected, mask, weights, context))));
        accumulate(program, context, "attention.output", 1, stream);
    }

    private void attendParts(Program program, Tensor projected, @Nullable Tensor mask, Tensor weights, Tensor context) {
        program.append(new MatrixProduct(
                part(projected, 0), part(projected, 1), weights, false, true, 1 / shape.headWidthRoot(), 0));
        if (mask != null) {
            program.add(weights, mask, weights);
        }
        Tensor flat = weights.reshape(shape.sequences() * shape.heads(), shape.length(), shape.length());
        program.append(new Operation.Softmax(flat, flat));
        program.product(weights, part(projected, 2), heads(context));
    }

    private void attendBackward(Program program, Tensor gradient) {
        Plan plan = program.plan();
        Tensor normed = rows(plan, saved + ".attention.normed", shape.width());
        Tensor projected = rows(plan, saved + ".attention.projected", 3 * shape.width());
        Tensor weights = weights(plan, saved + ".attention.weights");
        Tensor context = rows(plan, saved + ".attention.context", shape.width());
        Tensor contextGradient = rows(plan, "scratch.rows", shape.width());
        Tensor projectedGradient = rows(plan, "scratch.projected", 3 * shape.width());
        linearGradients(program, context, gradient, "attention.output", 1);
        program.append(new MatrixProduct(
                gradient, parameter(plan, "attention.output.weight"), contextGradient, false, true, 1, 0));
        program.append(new Operation.AttentionGradient(
                projected,
                weights,
                contextGradient,
                projectedGradient,
                1 / shape.headWidthRoot(),
                program.collect(
                        parts -> attendBackwardParts(parts, projected, weights, contextGradient, projectedGradient))));
        linearGradients(program, normed, projectedGradient, "attention.input", 1);
        program.append(new MatrixProduct(
                projectedGradient, parameter(plan, "attention.input.weight"), contextGradient, false, true, 1, 0));
        attentionNorm.backward(program, saved + ".attention.norm", contextGradient, gradient);
    }

    private void attendBackwardParts(
            Program program, Tensor projected, Tensor weights, Tensor contextGradient, Tensor projectedGradient) {
        Tensor weightsGradient = weights(program.plan(), "scratch.weights");
        program.append(
                new MatrixProduct(weights, heads(contextGradient), part(projectedGradient, 2), true, false, 1, 0));
        program.append(
                new MatrixProduct(heads(contextGradient), part(projected, 2), weightsGradient, false, true, 1, 0));
        softmaxBackward(program, weights, weightsGradient);
        double scale = 1 / shape.headWidthRoot();
        program.append(new MatrixProduct(
                weightsGradient, part(projected, 1), part(projectedGradient, 0), false, false, scale, 0));
        program.append(new MatrixProduct(
                weightsGradient, part(projected, 0), part(projectedGradient, 1), true, false, scale, 0));
    }

    /** {@code gradient = weights * (gradient - sum(weights * gradient))}, row by row. */
    private void softmaxBackward(Program program, Tensor weights, Tensor gradient) {
        Plan plan = program.plan();
        long rows = weights.elements() / shape.length();
        Tensor flatWeights = weights.reshape(rows, shape.length());
        Tensor flatGradient = gradient.reshape(rows, shape.length());
        Tensor sums = plan.real("scratch.softmax." + rows, rows, 1);
        program.multiply(flatGradient, flatWeights, flatGradient);
        program.product(flatGradient, plan.constant(1, shape.length(), 1), sums);
        Tensor correction = plan.real("scratch.correction.weights." + shape, rows, shape.length());
        program.multiply(flatWeights, sums, correction);
        program.subtract(flatGradient, correction, flatGradient);
    }

    private void feedForward(Program program, Tensor stream) {
        Plan plan = program.plan();
        long width = BlockShape.EXPANSION * shape.width();
        Tensor normed = rows(plan, saved + ".feedforward.normed", shape.width());
        Tensor input = rows(plan, saved + ".feedforward.input", width);
        Tensor gate = rows(plan, saved + ".feedforward.gate", width);
        Tensor hidden = rows(plan, saved + ".feedforward.hidden", width);
        feedForwardNorm.forward(program, saved + ".feedforward.norm", stream, normed);
        program.affine(
                normed, parameter(plan, "feedforward.input.weight"), parameter(plan, "feedforward.input.bias"), input);
        GaussianErrorUnit.forward(program, input, gate, hidden);
        accumulate(program, hidden, "feedforward.output", 0.5, stream);
    }

    private void feedForwardBackward(Program program, Tensor gradient) {
        Plan plan = program.plan();
        long width = BlockShape.EXPANSION * shape.width();
        Tensor normed = rows(plan, saved + ".feedforward.normed", shape.width());
        Tensor input = rows(plan, saved + ".feedforward.input", width);
        Tensor gate = rows(plan, saved + ".feedforward.gate", width);
        Tensor hidden = rows(plan, saved + ".feedforward.hidden", width);
        Tensor hiddenGradient = rows(plan, "scratch.hidden", width);
        Tensor normedGradient = rows(plan, "scratch.rows", shape.width());
        linearGradients(program, hidden, gradient, "feedforward.output", 0.5);
        program.append(new MatrixProduct(
                gradient, parameter(plan, "feedforward.output.weight"), hiddenGradient, false, true, 0.5, 0));
        GaussianErrorUnit.backward(program, input, gate, hidden, hiddenGradient);
        linearGradients(program, normed, hiddenGradient, "feedforward.input", 1);
        program.append(new MatrixProduct(
                hiddenGradient, parameter(plan, "feedforward.input.weight"), normedGradient, false, true, 1, 0));
        feedForwardNorm.backward(program, saved + ".feedforward.norm", normedGradient, gradient);
    }

    /** {@code stream += alpha * input * weight + bias}. */
    private void accumulate(Program program, Tensor input, String linear, double alpha, Tensor stream) {
        Plan plan = program.plan();
        program.append(new MatrixProduct(input, parameter(plan, linear + ".weight"), stream, false, false, alpha, 1));
        program.add(stream, parameter(plan, linear + ".bias"), stream);
    }

    private void linearGradients(Program program, Tensor input, Tensor outputGradient, String linear, double alpha) {
        Plan plan = program.plan();
        program.append(
                new MatrixProduct(input, outputGradient, gradient(plan, linear + ".weight"), true, false, alpha, 0));
        program.sumRows(outputGradient, gradient(plan, linear + ".bias"));
    }

    private Tensor parameter(Plan plan, String suffix) {
        return layout.parameter(plan, name + "." + suffix);
    }

    private Tensor gradient(Plan plan, String suffix) {
        return layout.gradient(plan, name + "." + suffix);
    }

    private Tensor rows(Plan plan, String buffer, long width) {
        return plan.real(
                buffer + (buffer.startsWith("scratch") ? "." + shape.rows() + "x" + width : ""), shape.rows(), width);
    }

    private Tensor weights(Plan plan, String buffer) {
        return plan.real(
                buffer + (buffer.startsWith("scratch") ? "." + shape : ""),
                shape.sequences(),
                shape.heads(),
                shape.length(),
                shape.length());
    }

    /** Queries, keys or values (0, 1, 2) of the joint projection as (sequences, heads, length, head width). */
    private Tensor part(Tensor projected, int index) {
        return projected
                .reshape(shape.sequences(), shape.length(), 3, shape.heads(), shape.headWidth())
                .permute(2, 0, 3, 1, 4)
                .slice(index);
    }

    private Tensor heads(Tensor rows) {
        return rows.reshape(shape.sequences(), shape.length(), shape.heads(), shape.headWidth())
                .permute(0, 2, 1, 3);
    }
}
