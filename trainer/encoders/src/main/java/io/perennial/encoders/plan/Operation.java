package io.perennial.encoders.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a plan. Outputs are written over; an output may be one of the inputs where the description says "in place".
 * Rows are the first dimension of a tensor of rank 2.
 */
public sealed interface Operation {
    /** {@code output = alpha * a' * b' + beta * output}, over the last two dimensions; {@code '} transposes where asked. */
    record MatrixProduct(
            Tensor a, Tensor b, Tensor output, boolean transposeA, boolean transposeB, double alpha, double beta)
            implements Operation {}

    /** {@code output = input * weight + bias}: input (n, k), weight (k, m), bias (m). */
    record Affine(Tensor input, Tensor weight, Tensor bias, Tensor output) implements Operation {}

    /** {@code output = a (+, -, *) b}; b is broadcast to the shape of a. In place allowed. */
    record Elementwise(Arithmetic arithmetic, Tensor a, Tensor b, Tensor output) implements Operation {}

    /** The arithmetic of {@link Elementwise}. */
    enum Arithmetic {
        ADD,
        SUBTRACT,
        /** {@code b - a}. */
        SUBTRACT_FROM,
        MULTIPLY
    }

    /** Hyperbolic tangent, element by element. In place allowed. */
    record HyperbolicTangent(Tensor input, Tensor output) implements Operation {}

    /** {@code output = max(0, input)}. In place allowed. */
    record Rectifier(Tensor input, Tensor output) implements Operation {}

    /** {@code output = outputGradient} where the input is above zero, else zero; {@code output} may be {@code outputGradient}. */
    record RectifierGradient(Tensor input, Tensor outputGradient, Tensor output) implements Operation {}

    /** Softmax over the last dimension; rank at least 3. In place allowed. */
    record Softmax(Tensor input, Tensor output) implements Operation {}

    /** {@code output = e^input}, element by element; a host loop, for single numbers. In place allowed. */
    record Exponential(Tensor input, Tensor output) implements Operation {}

    /** {@code output = 1 / sqrt(input + epsilon)}. In place allowed. */
    record InverseRoot(Tensor input, Tensor output, double epsilon) implements Operation {}

    /** {@code output[i] = table[rows[i]]}; zeros where the row is negative. */
    record GatherRows(Tensor table, Tensor rows, Tensor output) implements Operation {}

    /** Clears the output, then {@code output[rows[i]] = input[i]}; a negative row is left out, no row comes twice. */
    record ScatterRows(Tensor input, Tensor rows, Tensor output) implements Operation {}

    /** {@code table[rows[i]] += input[i]} in the order of i, so that equal rows always add up to the same bits. */
    record AccumulateRows(Tensor input, Tensor rows, Tensor table) implements Operation {}

    /**
     * Cross entropy of each row of probabilities against its label, and in place its gradient with respect to the logits: the
     * probability minus one at the label. A row with a negative label has loss and gradient zero.
     *
     * @param losses one number for each row
     */
    record CrossEntropy(Tensor probabilities, Tensor labels, Tensor losses) implements Operation {}

    /**
     * Cross entropy of each row of probabilities against a row of targets, and in place its gradient with respect to the logits: the
     * probability times the sum of the targets of the row, minus the target.
     *
     * @param targets of the shape of the probabilities
     * @param losses one number for each row
     */
    record SoftCrossEntropy(Tensor probabilities, Tensor targets, Tensor losses) implements Operation {}

    /** {@code output = sum of the squares of the input}, one number. */
    record SquaredNorm(Tensor input, Tensor output) implements Operation {}

    /**
     * Adam (Kingma and Ba, 2015) on whole vectors: moments are updated, {@code update} is what the caller subtracts.
     *
     * @param learningRate one number, bias correction included, see {@link Plan}
     */
    record Adam(
            Tensor gradient,
            Tensor secondMoment,
            Tensor firstMoment,
            Tensor learningRate,
            Tensor update,
            double beta1,
            double beta2,
            double epsilon)
            implements Operation {}

    /**
     * An operation that stands for several. An executor with a kernel for it runs that, and then for the way back too, any other runs the
     * parts one after another; only the parts write their scratch buffers.
     */
    sealed interface Composite extends Operation {
        /** The operations that it stands for, in their order. */
        List<Operation> parts();
    }

    /**
     * AdamW (Loshchilov and Hutter, 2019) on whole vectors: the gradient is scaled, moments are updated as by {@link Adam}, the first
     * {@code decaying} parameters are multiplied with {@code decay}, and the update is subtracted.
     *
     * @param gradientScale one number
     * @param learningRate one number, bias correction included, see {@link Adam}
     * @param decay one number
     */
    record DecayingAdam(
            Tensor gradient,
            Tensor gradientScale,
            Tensor secondMoment,
            Tensor firstMoment,
            Tensor learningRate,
            Tensor decay,
            Tensor parameters,
            long decaying,
            double beta1,
            double beta2,
            double epsilon,
            List<Operation> parts)
            implements Composite {}

    /**
     * Operations that ran before, to get back what has been written over since. They are what a program costs to save memory, not a part
     * of what it computes.
     */
    record Recomputation(List<Operation> parts) implements Composite {}

    /**
     * {@code context = softmax(scale * queries * keys' + mask) * values} for each head of each sequence.
     *
     * @param projected queries, keys and values of each row side by side (sequences * length, 3 * heads * head width)
     * @param mask broadcast to the shape of the weights, in its second dimension always; null for none
     * @param weights the softmax, kept for the way back (sequences, heads, length, length)
     * @param context (sequences * length, heads * head width)
     */
    record Attention(
            Tensor projected,
            @Nullable Tensor mask,
            Tensor weights,
            Tensor context,
            double scale,
            List<Operation> parts)
            implements Composite {}

    /**
     * The way back of {@link Attention}.
     *
     * @param contextGradient (sequences * length, heads * head width)
     * @param projectedGradient written over, of the shape of {@code projected}
     */
    record AttentionGradient(
            Tensor projected,
            Tensor weights,
            Tensor contextGradient,
            Tensor projectedGradient,
            double scale,
            List<Operation> parts)
            implements Composite {}

    /**
     * {@code output = normalised * gain + bias} with {@code normalised = (input - mean) * inverse} and {@code inverse = 1 /
     * sqrt(variance + epsilon)} of each row.
     *
     * @param normalised kept for the way back, of the shape of input and output (rows, width)
     * @param inverse kept for the way back (rows, 1)
     */
    record LayerNormalization(
            Tensor input,
            Tensor gain,
            Tensor bias,
            Tensor normalised,
            Tensor inverse,
            Tensor output,
            double epsilon,
            List<Operation> parts)
            implements Composite {}

    /**
     * The way back of {@link LayerNormalization}.
     *
     * @param outputGradient used up
     * @param inputGradient is added to
     */
    record LayerNormalizationGradient(
            Tensor outputGradient,
            Tensor normalised,
            Tensor inverse,
            Tensor gain,
            Tensor gainGradient,
            Tensor biasGradient,
            Tensor inputGradient,
            List<Operation> parts)
            implements Composite {}

    /**
     * Twice the tanh form of GELU (Hendrycks and Gimpel, 2016): {@code output = input * gate} with {@code gate = 1 + tanh(slope * (input
     * + cube * input^3))}.
     *
     * @param gate what the parts keep for the way back; a kernel computes it again there
     */
    record GaussianErrorUnit(Tensor input, Tensor gate, Tensor output, double slope, double cube, List<Operation> parts)
            implements Composite {}

    /**
     * The way back of {@link GaussianErrorUnit}.
     *
     * @param gradient changed in place from that of the output to that of the input
     */
    record GaussianErrorUnitGradient(
            Tensor input, Tensor gate, Tensor output, Tensor gradient, double slope, double cube, List<Operation> parts)
            implements Composite {}
}
