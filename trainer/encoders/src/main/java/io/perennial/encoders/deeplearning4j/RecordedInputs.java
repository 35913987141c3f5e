package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Takes what an objective writes to a plan, so that the same inputs can be given to something else. */
final class RecordedInputs implements BoundPlan {
    private final Map<String, float[]> reals = new HashMap<>();
    private final Map<String, int[]> integers = new HashMap<>();

    float[] reals(Tensor tensor) {
        return Objects.requireNonNull(reals.get(tensor.buffer().name()), () -> tensor + " was not written");
    }

    int[] integers(Tensor tensor) {
        return Objects.requireNonNull(integers.get(tensor.buffer().name()), () -> tensor + " was not written");
    }

    @Override
    public void write(Tensor tensor, float[] values) {
        reals.put(tensor.buffer().name(), values.clone());
    }

    @Override
    public void write(Tensor tensor, int[] values) {
        integers.put(tensor.buffer().name(), values.clone());
    }

    @Override
    public void run(String program) {
        throw onlyInputs();
    }

    @Override
    public void read(Tensor tensor, float[] values) {
        throw onlyInputs();
    }

    @Override
    public double get(Tensor tensor, long index) {
        throw onlyInputs();
    }

    @Override
    public void set(Tensor tensor, long index, double value) {
        throw onlyInputs();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException onlyInputs() {
        return new UnsupportedOperationException("only what is written is recorded; there is no device");
    }
}
