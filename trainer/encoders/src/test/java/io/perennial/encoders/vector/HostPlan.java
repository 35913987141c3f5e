package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Buffer;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** A plan over memory of the host that holds one kernel. */
final class HostPlan {
    private final Plan plan = new Plan();
    private final Map<Buffer, FloatBuffer> memory = new HashMap<>();

    /** A tensor of random numbers, always the same for a name. */
    Tensor random(String name, double deviation, long... shape) {
        Tensor tensor = plan.real(name, shape);
        CounterRandom random = new CounterRandom(7, Purpose.INITIALISATION, name.hashCode());
        float[] values = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        write(tensor, values);
        return tensor;
    }

    void write(Tensor tensor, float... values) {
        memory(tensor).put(Math.toIntExact(tensor.offset()), values);
    }

    double[] read(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = memory(tensor).get(Math.toIntExact(tensor.offset()) + i);
        }
        return values;
    }

    Plan plan() {
        return plan;
    }

    void run(Operation operation, int threads) {
        new VectorKernels()
                .prepare(operation, this::memory, threads)
                .orElseThrow()
                .run();
    }

    private FloatBuffer memory(Tensor tensor) {
        return memory.computeIfAbsent(
                tensor.buffer(),
                buffer -> ByteBuffer.allocateDirect(Math.toIntExact(buffer.length() * Float.BYTES))
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer());
    }

    /** Greatest difference, as a share of the greatest wanted number. */
    static double error(double[] found, double[] wanted) {
        double greatest = Float.MIN_NORMAL;
        double difference = 0;
        for (int i = 0; i < wanted.length; i++) {
            greatest = Math.max(greatest, Math.abs(wanted[i]));
            difference = Math.max(difference, Math.abs(found[i] - wanted[i]));
            if (Double.isNaN(found[i])) {
                return Double.NaN;
            }
        }
        return difference / greatest;
    }
}
