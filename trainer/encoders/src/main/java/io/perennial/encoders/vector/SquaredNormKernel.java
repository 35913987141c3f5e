package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.SquaredNorm;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;

/** {@link SquaredNorm}: chunks are summed in single precision, their sums in double precision and in their order. */
final class SquaredNormKernel implements Runnable, Workers.Shared {
    static final int CHUNK = 2048;

    private final FloatBuffer input;
    private final FloatBuffer output;
    private final int inputStart;
    private final int outputStart;
    private final int elements;
    private final Workers workers;
    private final float[][] chunks;
    private final float[][] partial;
    private final float[] sums;

    SquaredNormKernel(SquaredNorm norm, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.workers = workers;
        input = memory.apply(norm.input());
        output = memory.apply(norm.output());
        inputStart = Math.toIntExact(norm.input().offset());
        outputStart = Math.toIntExact(norm.output().offset());
        elements = Math.toIntExact(norm.input().elements());
        chunks = new float[workers.count()][CHUNK];
        partial = new float[workers.count()][Lanes.SUMS];
        sums = new float[(elements + CHUNK - 1) / CHUNK];
    }

    @Override
    public void run() {
        workers.run(this, sums.length);
        double total = 0;
        for (float sum : sums) {
            total += sum;
        }
        output.put(outputStart, (float) total);
    }

    @Override
    public void run(int worker, int from, int to) {
        float[] chunk = chunks[worker];
        for (int i = from; i < to; i++) {
            int start = i * CHUNK;
            int length = Math.min(CHUNK, elements - start);
            input.get(inputStart + start, chunk, 0, length);
            sums[i] = Lanes.product(chunk, 0, chunk, 0, length, partial[worker]);
        }
    }
}
