package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.LayerNormalization;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;

/** {@link LayerNormalization}, a few rows at a time. */
final class LayerNormalizationKernel implements Runnable, Workers.Shared {
    static final int BLOCK = 32;

    private final LayerNormalization operation;
    private final FloatBuffer input;
    private final FloatBuffer gains;
    private final FloatBuffer biases;
    private final FloatBuffer normalised;
    private final FloatBuffer inverse;
    private final FloatBuffer output;
    private final int rows;
    private final int width;
    private final float share;
    private final float[] gain;
    private final float[] bias;
    private final Workers workers;
    private final float[][] values;
    private final float[][] results;
    private final float[][] sums;

    LayerNormalizationKernel(LayerNormalization operation, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.operation = operation;
        this.workers = workers;
        input = memory.apply(operation.input());
        gains = memory.apply(operation.gain());
        biases = memory.apply(operation.bias());
        normalised = memory.apply(operation.normalised());
        inverse = memory.apply(operation.inverse());
        output = memory.apply(operation.output());
        rows = Math.toIntExact(operation.input().size(0));
        width = Math.toIntExact(operation.input().size(1));
        share = 1f / width;
        gain = new float[Lanes.padded(width)];
        bias = new float[Lanes.padded(width)];
        values = new float[workers.count()][Lanes.padded(width)];
        results = new float[workers.count()][Lanes.padded(width)];
        sums = new float[workers.count()][Lanes.SUMS];
    }

    @Override
    public void run() {
        gains.get(start(operation.gain()), gain, 0, width);
        biases.get(start(operation.bias()), bias, 0, width);
        workers.run(this, (rows + BLOCK - 1) / BLOCK);
    }

    @Override
    public void run(int worker, int from, int to) {
        int inputStart = start(operation.input());
        int normalisedStart = start(operation.normalised());
        int inverseStart = start(operation.inverse());
        int outputStart = start(operation.output());
        float[] row = values[worker];
        float[] result = results[worker];
        for (int i = from * BLOCK; i < Math.min(to * BLOCK, rows); i++) {
            input.get(inputStart + i * width, row, 0, width);
            float scale = normalise(row, sums[worker]);
            finish(row, result, scale);
            normalised.put(normalisedStart + i * width, row, 0, width);
            inverse.put(inverseStart + i, scale);
            output.put(outputStart + i * width, result, 0, width);
        }
    }

    /** Subtracts the mean and returns the inverse deviation. */
    private float normalise(float[] row, float[] partial) {
        float mean = share * Lanes.sum(row, 0, width, partial);
        for (int i = 0; i < row.length; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, row, i).sub(mean).intoArray(row, i);
        }
        float variance = share * Lanes.product(row, 0, row, 0, width, partial);
        return (float) (1 / Math.sqrt(variance + operation.epsilon()));
    }

    private void finish(float[] row, float[] result, float scale) {
        for (int i = 0; i < row.length; i += Lanes.COUNT) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, row, i).mul(scale);
            value.intoArray(row, i);
            value.fma(FloatVector.fromArray(Lanes.SPECIES, gain, i), FloatVector.fromArray(Lanes.SPECIES, bias, i))
                    .intoArray(result, i);
        }
    }

    private static int start(Tensor tensor) {
        return Math.toIntExact(tensor.offset());
    }
}
