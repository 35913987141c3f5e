package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.GaussianErrorUnit;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;

/** {@link GaussianErrorUnit} in chunks that stay in the cache. */
final class GaussianErrorUnitKernel implements Runnable, Workers.Shared {
    static final int CHUNK = 2048;

    private final FloatBuffer input;
    private final FloatBuffer output;
    private final int inputStart;
    private final int outputStart;
    private final int elements;
    private final float slope;
    private final float cubicSlope;
    private final Workers workers;
    private final float[][] chunks;

    GaussianErrorUnitKernel(GaussianErrorUnit unit, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.workers = workers;
        input = memory.apply(unit.input());
        output = memory.apply(unit.output());
        inputStart = Math.toIntExact(unit.input().offset());
        outputStart = Math.toIntExact(unit.output().offset());
        elements = Math.toIntExact(unit.input().elements());
        slope = (float) unit.slope();
        cubicSlope = (float) (unit.slope() * unit.cube());
        chunks = new float[workers.count()][CHUNK];
    }

    @Override
    public void run() {
        workers.run(this, (elements + CHUNK - 1) / CHUNK);
    }

    @Override
    public void run(int worker, int from, int to) {
        float[] chunk = chunks[worker];
        for (int i = from; i < to; i++) {
            int start = i * CHUNK;
            int length = Math.min(CHUNK, elements - start);
            input.get(inputStart + start, chunk, 0, length);
            compute(chunk, Lanes.padded(length));
            output.put(outputStart + start, chunk, 0, length);
        }
    }

    private void compute(float[] values, int length) {
        for (int i = 0; i < length; i += Lanes.COUNT) {
            FloatVector u = FloatVector.fromArray(Lanes.SPECIES, values, i);
            u.mul(gate(u, u.mul(u), slope, cubicSlope)).intoArray(values, i);
        }
    }

    /** {@code 1 + tanh(v) = 2 / (1 + exp(-2 v))}. */
    static FloatVector gate(FloatVector input, FloatVector square, float slope, float cubicSlope) {
        FloatVector v = square.fma(
                        FloatVector.broadcast(Lanes.SPECIES, cubicSlope), FloatVector.broadcast(Lanes.SPECIES, slope))
                .mul(input);
        return FloatVector.broadcast(Lanes.SPECIES, 2f)
                .div(Lanes.exp(v.mul(-2f)).add(1f));
    }
}
