package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.DecayingAdam;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;

/** {@link DecayingAdam} in chunks, so that gradient, moments and parameters pass the cache once. */
final class DecayingAdamKernel implements Runnable, Workers.Shared {
    static final int CHUNK = 2048;

    private final DecayingAdam operation;
    private final FloatBuffer gradient;
    private final FloatBuffer firstMoment;
    private final FloatBuffer secondMoment;
    private final FloatBuffer parameters;
    private final FloatBuffer gradientScale;
    private final FloatBuffer learningRate;
    private final FloatBuffer decay;
    private final int elements;
    private final float beta1;
    private final float beta2;
    private final float rest1;
    private final float rest2;
    private final float epsilon;
    private final Workers workers;
    private final Chunk[] chunks;

    DecayingAdamKernel(DecayingAdam operation, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.operation = operation;
        this.workers = workers;
        gradient = memory.apply(operation.gradient());
        firstMoment = memory.apply(operation.firstMoment());
        secondMoment = memory.apply(operation.secondMoment());
        parameters = memory.apply(operation.parameters());
        gradientScale = memory.apply(operation.gradientScale());
        learningRate = memory.apply(operation.learningRate());
        decay = memory.apply(operation.decay());
        elements = Math.toIntExact(operation.parameters().elements());
        beta1 = (float) operation.beta1();
        beta2 = (float) operation.beta2();
        rest1 = (float) (1 - operation.beta1());
        rest2 = (float) (1 - operation.beta2());
        epsilon = (float) operation.epsilon();
        chunks = new Chunk[workers.count()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = new Chunk();
        }
    }

    /** Copies that a thread works on. */
    private static final class Chunk {
        final float[] gradient = new float[CHUNK];
        final float[] firstMoment = new float[CHUNK];
        final float[] secondMoment = new float[CHUNK];
        final float[] parameters = new float[CHUNK];
    }

    @Override
    public void run() {
        workers.run(this, (elements + CHUNK - 1) / CHUNK);
    }

    @Override
    public void run(int worker, int from, int to) {
        Chunk chunk = chunks[worker];
        for (int i = from; i < to; i++) {
            int start = i * CHUNK;
            int length = Math.min(CHUNK, elements - start);
            gradient.get(start(operation.gradient()) + start, chunk.gradient, 0, length);
            firstMoment.get(start(operation.firstMoment()) + start, chunk.firstMoment, 0, length);
            secondMoment.get(start(operation.secondMoment()) + start, chunk.secondMoment, 0, length);
            parameters.get(start(operation.parameters()) + start, chunk.parameters, 0, length);
            decay(chunk.parameters, Math.toIntExact(Math.max(0, Math.min(length, operation.decaying() - start))));
            update(chunk, Lanes.padded(length));
            firstMoment.put(start(operation.firstMoment()) + start, chunk.firstMoment, 0, length);
            secondMoment.put(start(operation.secondMoment()) + start, chunk.secondMoment, 0, length);
            parameters.put(start(operation.parameters()) + start, chunk.parameters, 0, length);
        }
    }

    private void decay(float[] values, int length) {
        float kept = number(decay, operation.decay());
        for (int i = 0; i < length; i++) {
            values[i] *= kept;
        }
    }

    private void update(Chunk chunk, int length) {
        float scale = number(gradientScale, operation.gradientScale());
        // The learning rate is given for an updater that corrects it as in its first step.
        float rate = (float) (number(learningRate, operation.learningRate())
                * Math.sqrt(1 - operation.beta2())
                / (1 - operation.beta1()));
        for (int i = 0; i < length; i += Lanes.COUNT) {
            FloatVector slope =
                    FloatVector.fromArray(Lanes.SPECIES, chunk.gradient, i).mul(scale);
            FloatVector first = FloatVector.fromArray(Lanes.SPECIES, chunk.firstMoment, i)
                    .mul(beta1)
                    .add(slope.mul(rest1));
            FloatVector second = FloatVector.fromArray(Lanes.SPECIES, chunk.secondMoment, i)
                    .mul(beta2)
                    .add(slope.mul(slope).mul(rest2));
            first.intoArray(chunk.firstMoment, i);
            second.intoArray(chunk.secondMoment, i);
            FloatVector.fromArray(Lanes.SPECIES, chunk.parameters, i)
                    .sub(first.mul(rate).div(second.sqrt().add(epsilon)))
                    .intoArray(chunk.parameters, i);
        }
    }

    private static float number(FloatBuffer memory, Tensor tensor) {
        return memory.get(start(tensor));
    }

    private static int start(Tensor tensor) {
        return Math.toIntExact(tensor.offset());
    }
}
