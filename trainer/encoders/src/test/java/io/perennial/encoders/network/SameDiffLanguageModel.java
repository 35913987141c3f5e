package io.perennial.encoders.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link TextNetwork} as a SameDiff graph in double precision, in the plainest operations. Rows are looked up by products with one-hot
 * matrices, because SameDiff's gradient of gather fails.
 */
final class SameDiffLanguageModel {
    private static final double EPSILON = 1e-5;

    private final TextShape shape;
    private final ParameterLayout layout;
    private final SameDiff graph = SameDiff.create();
    private final Map<String, SDVariable> variables = new HashMap<>();
    private double loss;

    SameDiffLanguageModel(TextShape shape, ParameterLayout layout, float[] values) {
        this.shape = shape;
        this.layout = layout;
        for (Parameter parameter : layout.parameters()) {
            int from = Math.toIntExact(parameter.offset());
            float[] part = Arrays.copyOfRange(values, from, from + Math.toIntExact(parameter.elements()));
            long[] lengths =
                    parameter.shape().stream().mapToLong(Long::longValue).toArray();
            INDArray start = Nd4j.createFromArray(part).castTo(DataType.DOUBLE).reshape(lengths);
            variables.put(parameter.name(), graph.var(parameter.name(), start));
        }
    }

    /** Sum of the losses in nats, after {@link #gradients}. */
    double loss() {
        return loss;
    }

    /**
     * Gradient of the summed loss, in the order of the layout.
     *
     * @param mask added to the scores of each key position
     * @param rows predicted positions
     * @param targets token at each of them
     */
    double[] gradients(int[] tokens, float[] mask, int[] rows, int[] targets) {
        long sequences = tokens.length / shape.length();
        SDVariable keys = graph.constant(
                Nd4j.createFromArray(mask).castTo(DataType.DOUBLE).reshape(sequences, 1, 1, shape.length()));
        SDVariable stream = embed(tokens, sequences);
        for (int block = 0; block < shape.layers(); block++) {
            stream = feedForward(attend(stream, keys, "block." + block, sequences), "block." + block);
        }
        SDVariable predicted = norm(oneHot(rows, tokens.length).mmul(stream), "final.norm");
        SDVariable logits = predicted.mmul(graph.transpose(variable("tokens"))).add(variable("prediction.bias"));
        SDVariable likelihood = graph.math().log(graph.nn().softmax(logits, 1));
        SDVariable total =
                oneHot(targets, shape.vocabulary()).mul(likelihood).sum().neg("loss");
        graph.setLossVariables(total.name());
        String[] names = layout.parameters().stream().map(Parameter::name).toArray(String[]::new);
        Map<String, INDArray> gradients = graph.calculateGradients(Map.of(), names);
        loss = total.eval().getDouble(0);
        return Arrays.stream(names)
                .flatMapToDouble(name -> Arrays.stream(Objects.requireNonNull(gradients.get(name))
                        .dup('c')
                        .data()
                        .asDouble()))
                .toArray();
    }

    private SDVariable embed(int[] tokens, long sequences) {
        SDVariable rows = oneHot(tokens, shape.vocabulary()).mmul(variable("tokens"));
        SDVariable positions = variable("positions").reshape(1, shape.length(), shape.width());
        return rows.reshape(sequences, shape.length(), shape.width())
                .add(positions)
                .reshape(tokens.length, shape.width());
    }

    private SDVariable attend(SDVariable stream, SDVariable mask, String block, long sequences) {
        SDVariable projected = linear(norm(stream, block + ".attention.norm"), block + ".attention.input");
        double scale = 1 / Math.sqrt(shape.width() / (double) shape.heads());
        SDVariable queries = heads(part(projected, 0), sequences);
        SDVariable keys = heads(part(projected, 1), sequences);
        SDVariable scores =
                graph.linalg().matmul(queries, keys.permute(0, 1, 3, 2)).mul(scale);
        SDVariable weights = graph.nn().softmax(scores.add(mask), 3);
        SDVariable context = graph.linalg()
                .matmul(weights, heads(part(projected, 2), sequences))
                .permute(0, 2, 1, 3)
                .reshape(sequences * shape.length(), shape.width());
        return stream.add(linear(context, block + ".attention.output"));
    }

    private SDVariable feedForward(SDVariable stream, String block) {
        SDVariable input = linear(norm(stream, block + ".feedforward.norm"), block + ".feedforward.input");
        SDVariable cube = input.mul(input).mul(input).mul(0.044715);
        SDVariable gate =
                graph.math().tanh(input.add(cube).mul(Math.sqrt(2 / Math.PI))).add(1);
        return stream.add(linear(input.mul(gate).mul(0.5), block + ".feedforward.output"));
    }

    /** Queries, keys or values (0, 1, 2): columns are picked by a product, whose gradient is as plain as itself. */
    private SDVariable part(SDVariable projected, int index) {
        int[] columns = IntStream.range(index * shape.width(), (index + 1) * shape.width())
                .toArray();
        return projected.mmul(graph.transpose(oneHot(columns, 3 * shape.width())));
    }

    private SDVariable heads(SDVariable rows, long sequences) {
        return rows.reshape(sequences, shape.length(), shape.heads(), shape.width() / shape.heads())
                .permute(0, 2, 1, 3);
    }

    private SDVariable linear(SDVariable input, String name) {
        return input.mmul(variable(name + ".weight")).add(variable(name + ".bias"));
    }

    private SDVariable norm(SDVariable rows, String name) {
        SDVariable centred = rows.sub(rows.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        SDVariable normalised = centred.div(graph.math().sqrt(variance.add(EPSILON)));
        return normalised.mul(variable(name + ".gain")).add(variable(name + ".bias"));
    }

    private SDVariable oneHot(int[] ids, int width) {
        INDArray rows = Nd4j.zeros(DataType.DOUBLE, ids.length, width);
        for (int i = 0; i < ids.length; i++) {
            rows.putScalar(i, ids[i], 1);
        }
        return graph.constant(rows);
    }

    private SDVariable variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }
}
