package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.LayerNormalizationGradient;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * {@link LayerNormalizationGradient}. The sums over the rows are made of the sums of blocks of so many rows each, added in their order,
 * so that they do not depend on the threads.
 */
final class LayerNormalizationGradientKernel implements Runnable, Workers.Shared {
    private static final int BLOCK = LayerNormalizationKernel.BLOCK;

    private final LayerNormalizationGradient operation;
    private final FloatBuffer outputGradient;
    private final FloatBuffer normalised;
    private final FloatBuffer inverse;
    private final FloatBuffer gains;
    private final FloatBuffer gainGradient;
    private final FloatBuffer biasGradient;
    private final FloatBuffer inputGradient;
    private final int rows;
    private final int width;
    private final int blocks;
    private final float share;
    private final float[] gain;
    private final float[][] gainSums;
    private final float[][] biasSums;
    private final Workers workers;
    private final Room[] rooms;

    LayerNormalizationGradientKernel(
            LayerNormalizationGradient operation, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.operation = operation;
        this.workers = workers;
        outputGradient = memory.apply(operation.outputGradient());
        normalised = memory.apply(operation.normalised());
        inverse = memory.apply(operation.inverse());
        gains = memory.apply(operation.gain());
        gainGradient = memory.apply(operation.gainGradient());
        biasGradient = memory.apply(operation.biasGradient());
        inputGradient = memory.apply(operation.inputGradient());
        rows = Math.toIntExact(operation.outputGradient().size(0));
        width = Math.toIntExact(operation.outputGradient().size(1));
        blocks = (rows + BLOCK - 1) / BLOCK;
        share = 1f / width;
        gain = new float[Lanes.padded(width)];
        gainSums = new float[blocks][Lanes.padded(width)];
        biasSums = new float[blocks][Lanes.padded(width)];
        rooms = IntStream.range(0, workers.count())
                .mapToObj(worker -> new Room(Lanes.padded(width)))
                .toArray(Room[]::new);
    }

    @Override
    public void run() {
        gains.get(start(operation.gain()), gain, 0, width);
        workers.run(this, blocks);
        gainGradient.put(start(operation.gainGradient()), total(gainSums), 0, width);
        biasGradient.put(start(operation.biasGradient()), total(biasSums), 0, width);
    }

    @Override
    public void run(int worker, int from, int to) {
        int gradientStart = start(operation.outputGradient());
        int normalisedStart = start(operation.normalised());
        int inverseStart = start(operation.inverse());
        int inputStart = start(operation.inputGradient());
        Room room = rooms[worker];
        for (int block = from; block < to; block++) {
            Arrays.fill(gainSums[block], 0);
            Arrays.fill(biasSums[block], 0);
            for (int i = block * BLOCK; i < Math.min((block + 1) * BLOCK, rows); i++) {
                outputGradient.get(gradientStart + i * width, room.gradient, 0, width);
                normalised.get(normalisedStart + i * width, room.normalised, 0, width);
                inputGradient.get(inputStart + i * width, room.input, 0, width);
                addToParameters(room, gainSums[block], biasSums[block]);
                addToInput(room, inverse.get(inverseStart + i));
                inputGradient.put(inputStart + i * width, room.input, 0, width);
            }
        }
    }

    /** Leaves the gradient multiplied with the gain. */
    private void addToParameters(Room room, float[] gainSum, float[] biasSum) {
        for (int i = 0; i < gain.length; i += Lanes.COUNT) {
            FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, room.gradient, i);
            gradient.add(FloatVector.fromArray(Lanes.SPECIES, biasSum, i)).intoArray(biasSum, i);
            gradient.fma(
                            FloatVector.fromArray(Lanes.SPECIES, room.normalised, i),
                            FloatVector.fromArray(Lanes.SPECIES, gainSum, i))
                    .intoArray(gainSum, i);
            gradient.mul(FloatVector.fromArray(Lanes.SPECIES, gain, i)).intoArray(room.gradient, i);
        }
    }

    private void addToInput(Room room, float scale) {
        float mean = share * Lanes.sum(room.gradient, 0, width, room.sums);
        float correlation = share * Lanes.product(room.gradient, 0, room.normalised, 0, width, room.sums);
        FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, -correlation);
        FloatVector inverseDeviation = FloatVector.broadcast(Lanes.SPECIES, scale);
        for (int i = 0; i < gain.length; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, room.normalised, i)
                    .fma(
                            factor,
                            FloatVector.fromArray(Lanes.SPECIES, room.gradient, i)
                                    .sub(mean))
                    .fma(inverseDeviation, FloatVector.fromArray(Lanes.SPECIES, room.input, i))
                    .intoArray(room.input, i);
        }
    }

    /** The sum of all blocks, in the first. */
    private static float[] total(float[][] sums) {
        float[] total = sums[0];
        for (int block = 1; block < sums.length; block++) {
            for (int i = 0; i < total.length; i += Lanes.COUNT) {
                FloatVector.fromArray(Lanes.SPECIES, total, i)
                        .add(FloatVector.fromArray(Lanes.SPECIES, sums[block], i))
                        .intoArray(total, i);
            }
        }
        return total;
    }

    private static int start(Tensor tensor) {
        return Math.toIntExact(tensor.offset());
    }

    /** Room of one thread. */
    private static final class Room {
        private final float[] gradient;
        private final float[] normalised;
        private final float[] input;
        private final float[] sums = new float[Lanes.SUMS];

        Room(int width) {
            gradient = new float[width];
            normalised = new float[width];
            input = new float[width];
        }
    }
}
