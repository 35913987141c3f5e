package io.perennial.encoders.nd4j;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Buffer;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A plan over ND4J arrays. Integers never leave the host: only host loops read them. */
final class Nd4jBoundPlan implements BoundPlan {
    private final Map<Buffer, INDArray> arrays = new HashMap<>();
    private final Map<Buffer, HostMemory> hosts = new HashMap<>();
    private final Map<Buffer, int[]> integers = new HashMap<>();
    private final Map<Tensor, INDArray> views = new HashMap<>();
    private final Map<String, Runnable[]> programs = new HashMap<>();
    private final boolean onHost;

    Nd4jBoundPlan(Plan plan, Precision precision, boolean onHost, CompositeBinding composites) {
        this.onHost = onHost;
        for (Buffer buffer : plan.buffers()) {
            allocate(buffer, precision);
        }
        plan.constants().forEach((tensor, value) -> host(tensor).fill(start(tensor), length(tensor), value));
        plan.programs().forEach((name, operations) -> {
            List<Runnable> prepared = new ArrayList<>(operations.size());
            operations.forEach(operation -> prepare(operation, composites, prepared));
            programs.put(name, prepared.toArray(Runnable[]::new));
        });
    }

    @Override
    public void run(String program) {
        Runnable[] operations = programs.get(program);
        if (operations == null) {
            throw new IllegalArgumentException("no program " + program + "; known are " + programs.keySet());
        }
        for (Runnable operation : operations) {
            operation.run();
        }
    }

    @Override
    public void write(Tensor tensor, float[] values) {
        requireLength(tensor, values.length);
        host(tensor).write(start(tensor), values);
        written(tensor);
    }

    @Override
    public void write(Tensor tensor, int[] values) {
        requireLength(tensor, values.length);
        System.arraycopy(values, 0, integers(tensor), start(tensor), values.length);
    }

    @Override
    public void read(Tensor tensor, float[] values) {
        requireLength(tensor, values.length);
        toBeRead(tensor);
        host(tensor).read(start(tensor), values);
    }

    @Override
    public double get(Tensor tensor, long index) {
        toBeRead(tensor);
        return host(tensor).get(start(tensor) + Math.toIntExact(index));
    }

    @Override
    public void set(Tensor tensor, long index, double value) {
        toBeRead(tensor);
        host(tensor).set(start(tensor) + Math.toIntExact(index), value);
        written(tensor);
    }

    @Override
    public void close() {
        programs.clear();
        views.clear();
        hosts.clear();
        arrays.values().forEach(INDArray::close);
        arrays.clear();
    }

    private void allocate(Buffer buffer, Precision precision) {
        if (buffer.element() == Buffer.Element.INTEGER) {
            integers.put(buffer, new int[Math.toIntExact(buffer.length())]);
        } else {
            DataType type = precision.type();
            INDArray array = Nd4j.create(type, new long[] {buffer.length()}, 'c');
            arrays.put(buffer, array);
            hosts.put(buffer, HostMemory.of(array));
        }
    }

    private void prepare(Operation operation, CompositeBinding composites, List<Runnable> prepared) {
        Optional<Runnable> kernel =
                composites.prepare(operation, tensor -> host(tensor).floats());
        if (kernel.isPresent()) {
            prepared.add(kernel.get());
        } else if (operation instanceof Operation.Composite composite) {
            composite.parts().forEach(part -> prepare(part, composites, prepared));
        } else {
            prepared.add(prepare(operation));
        }
    }

    private Runnable prepare(Operation operation) {
        if (operation instanceof Operation.MatrixProduct product) {
            return operation("matmul")
                    .inputs(view(product.a()), view(product.b()))
                    .outputs(view(product.output()))
                    .reals(product.alpha(), product.beta())
                    .integers(product.transposeA() ? 1 : 0, product.transposeB() ? 1 : 0, 0);
        }
        if (operation instanceof Operation.Affine affine) {
            return operation("xw_plus_b")
                    .inputs(view(affine.input()), view(affine.weight()), view(affine.bias()))
                    .outputs(view(affine.output()));
        }
        if (operation instanceof Operation.Elementwise elementwise) {
            return operation(name(elementwise.arithmetic()))
                    .inputs(view(elementwise.a()), view(elementwise.b()))
                    .outputs(view(elementwise.output()));
        }
        if (operation instanceof Operation.HyperbolicTangent tangent) {
            return operation("tanh").inputs(view(tangent.input())).outputs(view(tangent.output()));
        }
        if (operation instanceof Operation.Rectifier rectifier) {
            return operation("relu")
                    .inputs(view(rectifier.input()))
                    .outputs(view(rectifier.output()))
                    .reals(0);
        }
        if (operation instanceof Operation.RectifierGradient gradient) {
            return operation("relu_bp")
                    .inputs(view(gradient.input()), view(gradient.outputGradient()))
                    .outputs(view(gradient.output()))
                    .reals(0);
        }
        if (operation instanceof Operation.Softmax softmax) {
            return operation("softmax")
                    .inputs(view(softmax.input()))
                    .outputs(view(softmax.output()))
                    .integers(softmax.input().rank() - 1);
        }
        if (operation instanceof Operation.Adam adam) {
            return prepareAdam(adam);
        }
        return prepareOnHost(operation);
    }

    private PreparedOperation operation(String name) {
        return new PreparedOperation(name, onHost);
    }

    private Runnable prepareAdam(Operation.Adam adam) {
        return operation("adam_updater")
                .inputs(
                        view(adam.gradient()),
                        view(adam.secondMoment()),
                        view(adam.firstMoment()),
                        view(adam.learningRate()),
                        scalar(adam.beta1()),
                        scalar(adam.beta2()),
                        scalar(adam.epsilon()))
                .outputs(view(adam.update()), view(adam.secondMoment()), view(adam.firstMoment()))
                .integers(0);
    }

    private Runnable prepareOnHost(Operation operation) {
        if (operation instanceof Operation.InverseRoot root) {
            return onHost(
                    root.input(),
                    root.output(),
                    () -> host(root.output())
                            .inverseRoot(
                                    start(root.output()),
                                    host(root.input()),
                                    start(root.input()),
                                    length(root.input()),
                                    root.epsilon()));
        }
        if (operation instanceof Operation.Exponential exponential) {
            return onHost(exponential.input(), exponential.output(), () -> exponential(exponential));
        }
        if (operation instanceof Operation.GatherRows gather) {
            return onHost(gather.table(), gather.output(), () -> gather(gather));
        }
        if (operation instanceof Operation.ScatterRows scatter) {
            return onHost(scatter.input(), scatter.output(), () -> scatter(scatter));
        }
        if (operation instanceof Operation.AccumulateRows accumulate) {
            return onHost(accumulate.input(), accumulate.table(), () -> accumulate(accumulate));
        }
        if (operation instanceof Operation.CrossEntropy entropy) {
            return onHost(entropy.probabilities(), entropy.probabilities(), () -> crossEntropy(entropy));
        }
        if (operation instanceof Operation.SoftCrossEntropy entropy) {
            return onHost(entropy.probabilities(), entropy.probabilities(), () -> softCrossEntropy(entropy));
        }
        if (operation instanceof Operation.SquaredNorm norm) {
            return onHost(
                    norm.input(),
                    norm.output(),
                    () -> host(norm.output())
                            .set(
                                    start(norm.output()),
                                    host(norm.input()).squaredNorm(start(norm.input()), length(norm.input()))));
        }
        throw new IllegalArgumentException("no ND4J form of " + operation);
    }

    private void exponential(Operation.Exponential exponential) {
        HostMemory input = host(exponential.input());
        HostMemory output = host(exponential.output());
        int from = start(exponential.input());
        int to = start(exponential.output());
        for (int i = 0; i < length(exponential.input()); i++) {
            output.set(to + i, StrictMath.exp(input.get(from + i)));
        }
    }

    private void gather(Operation.GatherRows gather) {
        HostMemory table = host(gather.table());
        HostMemory output = host(gather.output());
        int width = width(gather.table());
        int[] rows = integers(gather.rows());
        int from = start(gather.rows());
        for (int i = 0; i < length(gather.rows()); i++) {
            int to = start(gather.output()) + i * width;
            if (rows[from + i] >= 0) {
                output.copy(to, table, start(gather.table()) + rows[from + i] * width, width);
            } else {
                output.fill(to, width, 0);
            }
        }
    }

    private void scatter(Operation.ScatterRows scatter) {
        HostMemory input = host(scatter.input());
        HostMemory output = host(scatter.output());
        int width = width(scatter.input());
        int[] rows = integers(scatter.rows());
        int from = start(scatter.rows());
        output.fill(start(scatter.output()), length(scatter.output()), 0);
        for (int i = 0; i < length(scatter.rows()); i++) {
            if (rows[from + i] >= 0) {
                output.copy(
                        start(scatter.output()) + rows[from + i] * width,
                        input,
                        start(scatter.input()) + i * width,
                        width);
            }
        }
    }

    private void accumulate(Operation.AccumulateRows accumulate) {
        HostMemory input = host(accumulate.input());
        HostMemory table = host(accumulate.table());
        int width = width(accumulate.table());
        int[] rows = integers(accumulate.rows());
        int from = start(accumulate.rows());
        for (int i = 0; i < length(accumulate.rows()); i++) {
            table.add(
                    start(accumulate.table()) + rows[from + i] * width,
                    input,
                    start(accumulate.input()) + i * width,
                    width);
        }
    }

    private void crossEntropy(Operation.CrossEntropy entropy) {
        HostMemory probabilities = host(entropy.probabilities());
        HostMemory losses = host(entropy.losses());
        int width = width(entropy.probabilities());
        int[] labels = integers(entropy.labels());
        int from = start(entropy.labels());
        for (int row = 0; row < length(entropy.labels()); row++) {
            int rowStart = start(entropy.probabilities()) + row * width;
            double loss = 0;
            if (labels[from + row] < 0) {
                probabilities.fill(rowStart, width, 0);
            } else {
                int index = rowStart + labels[from + row];
                double probability = probabilities.get(index);
                loss = -Math.log(Math.max(probability, Float.MIN_NORMAL));
                probabilities.set(index, probability - 1);
            }
            losses.set(start(entropy.losses()) + row, loss);
        }
        written(entropy.losses());
    }

    private void softCrossEntropy(Operation.SoftCrossEntropy entropy) {
        toBeRead(entropy.targets());
        HostMemory probabilities = host(entropy.probabilities());
        HostMemory targets = host(entropy.targets());
        HostMemory losses = host(entropy.losses());
        int width = width(entropy.probabilities());
        for (int row = 0; row < length(entropy.losses()); row++) {
            int from = start(entropy.probabilities()) + row * width;
            int target = start(entropy.targets()) + row * width;
            double loss = 0;
            double sum = 0;
            for (int i = 0; i < width; i++) {
                double wanted = targets.get(target + i);
                sum += wanted;
                loss -= wanted * Math.log(Math.max(probabilities.get(from + i), Float.MIN_NORMAL));
            }
            for (int i = 0; i < width; i++) {
                probabilities.set(from + i, sum * probabilities.get(from + i) - targets.get(target + i));
            }
            losses.set(start(entropy.losses()) + row, loss);
        }
        written(entropy.losses());
    }

    private Runnable onHost(Tensor input, Tensor output, Runnable operation) {
        return () -> {
            toBeRead(input);
            toBeRead(output);
            operation.run();
            written(output);
        };
    }

    private void toBeRead(Tensor tensor) {
        if (!onHost) {
            Nd4j.getAffinityManager().ensureLocation(array(tensor), Location.HOST);
        }
    }

    private void written(Tensor tensor) {
        if (!onHost) {
            Nd4j.getAffinityManager().tagLocation(array(tensor), Location.HOST);
        }
    }

    private INDArray view(Tensor tensor) {
        return views.computeIfAbsent(
                tensor,
                unused -> Nd4j.create(array(tensor).data(), tensor.shape(), tensor.strides(), tensor.offset(), 'c'));
    }

    private INDArray scalar(double value) {
        return Nd4j.scalar(arrays.values().iterator().next().dataType(), value);
    }

    private INDArray array(Tensor tensor) {
        return Objects.requireNonNull(
                arrays.get(tensor.buffer()), () -> tensor + " is not of this plan, or it is closed");
    }

    private HostMemory host(Tensor tensor) {
        return Objects.requireNonNull(
                hosts.get(tensor.buffer()), () -> tensor + " is not of this plan, or it is closed");
    }

    private int[] integers(Tensor tensor) {
        return Objects.requireNonNull(integers.get(tensor.buffer()), () -> tensor + " holds no integers of this plan");
    }

    private static String name(Operation.Arithmetic arithmetic) {
        return switch (arithmetic) {
            case ADD -> "add";
            case SUBTRACT -> "subtract";
            case SUBTRACT_FROM -> "reversesubtract";
            case MULTIPLY -> "multiply";
        };
    }

    private static int start(Tensor tensor) {
        if (!tensor.isContiguous()) {
            throw new IllegalArgumentException(tensor + " must be contiguous to be used by the host");
        }
        return Math.toIntExact(tensor.offset());
    }

    private static int length(Tensor tensor) {
        return Math.toIntExact(tensor.elements());
    }

    private static int width(Tensor tensor) {
        return Math.toIntExact(tensor.size(tensor.rank() - 1));
    }

    private static void requireLength(Tensor tensor, int length) {
        if (tensor.elements() != length) {
            throw new IllegalArgumentException(tensor + " has " + tensor.elements() + " elements, was given " + length);
        }
    }
}
