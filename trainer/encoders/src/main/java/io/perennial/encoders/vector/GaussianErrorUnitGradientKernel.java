package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.GaussianErrorUnitGradient;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;

/** {@link GaussianErrorUnitGradient} in chunks that stay in the cache. The gate is computed again, which costs less than reading it. */
final class GaussianErrorUnitGradientKernel implements Runnable, Workers.Shared {
    private static final int CHUNK = GaussianErrorUnitKernel.CHUNK;

    private final FloatBuffer input;
    private final FloatBuffer gradient;
    private final int inputStart;
    private final int gradientStart;
    private final int elements;
    private final float slope;
    private final float cubicSlope;
    private final Workers workers;
    private final float[][] inputs;
    private final float[][] gradients;

    GaussianErrorUnitGradientKernel(
            GaussianErrorUnitGradient unit, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.workers = workers;
        input = memory.apply(unit.input());
        gradient = memory.apply(unit.gradient());
        inputStart = Math.toIntExact(unit.input().offset());
        gradientStart = Math.toIntExact(unit.gradient().offset());
        elements = Math.toIntExact(unit.input().elements());
        slope = (float) unit.slope();
        cubicSlope = (float) (unit.slope() * unit.cube());
        inputs = new float[workers.count()][CHUNK];
        gradients = new float[workers.count()][CHUNK];
    }

    @Override
    public void run() {
        workers.run(this, (elements + CHUNK - 1) / CHUNK);
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int i = from; i < to; i++) {
            int start = i * CHUNK;
            int length = Math.min(CHUNK, elements - start);
            input.get(inputStart + start, inputs[worker], 0, length);
            gradient.get(gradientStart + start, gradients[worker], 0, length);
            compute(inputs[worker], gradients[worker], Lanes.padded(length));
            gradient.put(gradientStart + start, gradients[worker], 0, length);
        }
    }

    /** {@code gradient *= gate + input * gate * (2 - gate) * (slope + 3 slope cube input^2)}. */
    private void compute(float[] values, float[] slopes, int length) {
        for (int i = 0; i < length; i += Lanes.COUNT) {
            FloatVector u = FloatVector.fromArray(Lanes.SPECIES, values, i);
            FloatVector square = u.mul(u);
            FloatVector gate = GaussianErrorUnitKernel.gate(u, square, slope, cubicSlope);
            FloatVector inner = square.fma(
                            FloatVector.broadcast(Lanes.SPECIES, 3 * cubicSlope),
                            FloatVector.broadcast(Lanes.SPECIES, slope))
                    .mul(u)
                    .mul(gate);
            FloatVector.broadcast(Lanes.SPECIES, 2f)
                    .sub(gate)
                    .fma(inner, gate)
                    .mul(FloatVector.fromArray(Lanes.SPECIES, slopes, i))
                    .intoArray(slopes, i);
        }
    }
}
