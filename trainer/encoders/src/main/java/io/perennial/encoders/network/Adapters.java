package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.PlanCost;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Low-rank adapters (LoRA: Hu et al., 2022). The matrices of the encoder's Transformer blocks are frozen when an update begins, and beside
 * each the product of two thin matrices is trained: {@code weight = base + scale / rank * down * up}. Every other parameter is trained as
 * ever, and the next update begins with fresh adapters on top of what this one left (ReLoRA: Lialin et al., 2023).
 *
 * <p>The product is added to the base after each step, not to the output of each matrix. That is the same function with the same
 * gradient; the network, whatever its objective, sees one matrix, and the parameters are at all times those of an ordinary model, so
 * that nothing is left to merge at the end. The price is the gradient of the whole matrix, which the way back computes as without adapters.
 */
public final class Adapters {
    /** The thin matrices: {@code down} begins random and {@code up} as zeros, so that an update begins with the parent itself. */
    public static final String PARAMETERS = "adapter.parameters";

    /** The frozen matrices. */
    public static final String BASE = "adapter.base";

    /** The gradients of the thin matrices. */
    static final String GRADIENTS = "adapter.gradients";

    /** Programs: from the gradients of the matrices to those of the thin ones, and the sums of base and products. */
    static final String CHAIN = "adapter.chain";

    static final String MERGE = "adapter.merge";

    private static final String FIRST_MOMENT = "adapter.moment.first";
    private static final String SECOND_MOMENT = "adapter.moment.second";
    private static final String FREEZE = "adapter.freeze";
    private static final String NORM = "adapter.norm";
    private static final String UPDATE = "adapter.update";

    /** Blocks of encoders have a number; the block of a decoder, which is thrown away after training, has none. */
    private static final Pattern BLOCK_OF_AN_ENCODER = Pattern.compile("(.*\\.)?block\\.\\d+\\..*");

    private final Network network;
    private final ParameterLayout frozen;
    private final ParameterLayout free;
    private final ParameterLayout thin;
    private final Tensor squaredNorms;

    /**
     * Appends its programs; before the plan is bound.
     *
     * @param rank columns of {@code down} and rows of {@code up}
     * @param scale what the products are multiplied with, times the rank: with another rank the same learning rate stays useful
     * @throws IllegalArgumentException if the network has no matrix to adapt
     */
    public Adapters(Network network, int rank, double scale, double beta2) {
        this.network = network;
        frozen = frozen(network.layout());
        free = free(network.layout());
        thin = thin(frozen, rank);
        if (frozen.elements() == 0) {
            throw new IllegalArgumentException("adapter.rank was " + rank
                    + ", but no parameter is a matrix of a Transformer block of an encoder; set it to 0");
        }
        List<Updater.Stretch> stretches = stretches();
        squaredNorms = plan().real("adapter.squared.norms", stretches.size());
        double factor = scale / rank;
        for (Run run : runs(frozen)) {
            plan().program(FREEZE).multiply(run.in(network.parameters()), 1, run.packed(vector(BASE)));
        }
        chain(plan().program(CHAIN), factor);
        Program update = plan().program(UPDATE);
        for (int i = 0; i < stretches.size(); i++) {
            Tensor norm = Tensor.of(squaredNorms.buffer(), i, 1);
            plan().program(NORM)
                    .append(new Operation.SquaredNorm(stretches.get(i).gradients(), norm));
            Updater.append(update, network, stretches.get(i), beta2);
        }
        merge(plan().program(MERGE), factor);
    }

    /** The parameters that are frozen, of those of a network. */
    public static ParameterLayout frozen(ParameterLayout layout) {
        return layout.only(Adapters::isFrozen);
    }

    /** The parameters that are trained themselves. */
    public static ParameterLayout free(ParameterLayout layout) {
        return layout.only(parameter -> !isFrozen(parameter));
    }

    /** Vectors that training changes besides those of the network, by name. */
    public SortedMap<String, ParameterLayout> state() {
        SortedMap<String, ParameterLayout> state = new TreeMap<>();
        for (String name : List.of(PARAMETERS, FIRST_MOMENT, SECOND_MOMENT)) {
            state.put(name, thin);
        }
        state.put(BASE, frozen);
        return state;
    }

    /** Numbers that training changes: thin matrices and free parameters. */
    public long trained() {
        return thin.elements() + free.elements();
    }

    /** Numbers that are frozen. */
    public long frozen() {
        return frozen.elements();
    }

    /**
     * Freezes the matrices as they are and begins with adapters that change nothing.
     *
     * @param steps steps of the model so far
     */
    public void begin(BoundPlan bound, long seed, long steps) {
        bound.run(FREEZE);
        float[] values = new float[Math.toIntExact(thin.elements())];
        bound.write(vector(FIRST_MOMENT), values);
        bound.write(vector(SECOND_MOMENT), values);
        CounterRandom random = new CounterRandom(seed, Purpose.ADAPTERS, steps);
        for (Parameter parameter : thin.parameters()) {
            if (parameter.isMatrix()) {
                int from = Math.toIntExact(parameter.offset());
                for (int i = from; i < from + parameter.elements(); i++) {
                    values[i] = (float) (parameter.amount() * random.nextGaussian());
                }
            }
        }
        bound.write(vector(PARAMETERS), values);
    }

    /** Makes the gradients of what is trained from those of the network; returns the sum of their squares. */
    public double squaredNorm(BoundPlan bound) {
        bound.run(CHAIN);
        bound.run(NORM);
        double sum = 0;
        for (long i = 0; i < squaredNorms.elements(); i++) {
            sum += bound.get(squaredNorms, i);
        }
        return sum;
    }

    /**
     * One updater step on what is trained; the network's own numbers for it are set.
     *
     * @param adapterRate learning rate with the bias correction of adapters, which are younger than the model
     */
    public void update(BoundPlan bound, double adapterRate) {
        bound.set(learningRate(), 0, adapterRate);
        bound.run(UPDATE);
        bound.run(MERGE);
    }

    /** Floating point operations of the matrix products that a step has because of the adapters. */
    public long matrixOperations() {
        return PlanCost.matrixOperations(plan(), CHAIN) + PlanCost.matrixOperations(plan(), MERGE);
    }

    private static boolean isFrozen(Parameter parameter) {
        return parameter.isMatrix()
                && BLOCK_OF_AN_ENCODER.matcher(parameter.name()).matches();
    }

    private static ParameterLayout thin(ParameterLayout frozen, int rank) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        for (Parameter matrix : frozen.parameters()) {
            long inputs = matrix.shape().get(0);
            builder.normal(down(matrix), Math.sqrt(1.0 / inputs), inputs, (long) rank)
                    .zeros(up(matrix), (long) rank, matrix.shape().get(1));
        }
        return builder.build();
    }

    private static String down(Parameter matrix) {
        return matrix.name() + ".down";
    }

    private static String up(Parameter matrix) {
        return matrix.name() + ".up";
    }

    private void chain(Program program, double factor) {
        ParameterLayout adapters = thin.over(PARAMETERS, GRADIENTS);
        for (Parameter matrix : frozen.parameters()) {
            Tensor gradient = network.layout().gradient(plan(), matrix.name());
            program.append(new MatrixProduct(
                    gradient,
                    adapters.parameter(plan(), up(matrix)),
                    adapters.gradient(plan(), down(matrix)),
                    false,
                    true,
                    factor,
                    0));
            program.append(new MatrixProduct(
                    adapters.parameter(plan(), down(matrix)),
                    gradient,
                    adapters.gradient(plan(), up(matrix)),
                    true,
                    false,
                    factor,
                    0));
        }
    }

    private void merge(Program program, double factor) {
        ParameterLayout adapters = thin.over(PARAMETERS, GRADIENTS);
        for (Run run : runs(frozen)) {
            program.multiply(run.packed(vector(BASE)), 1, run.in(network.parameters()));
        }
        for (Parameter matrix : frozen.parameters()) {
            program.append(new MatrixProduct(
                    adapters.parameter(plan(), down(matrix)),
                    adapters.parameter(plan(), up(matrix)),
                    network.layout().parameter(plan(), matrix.name()),
                    false,
                    false,
                    factor,
                    1));
        }
    }

    /** The adapters, then every run of free parameters, which are updated where they lie. */
    private List<Updater.Stretch> stretches() {
        List<Updater.Stretch> stretches = new ArrayList<>();
        stretches.add(new Updater.Stretch(
                vector(PARAMETERS),
                thin.vector(plan(), GRADIENTS),
                vector(FIRST_MOMENT),
                vector(SECOND_MOMENT),
                thin.vector(plan(), "adapter.change"),
                learningRate(),
                thin.elements()));
        for (Run run : runs(free)) {
            stretches.add(new Updater.Stretch(
                    run.in(network.parameters()),
                    run.in(network.gradients()),
                    run.packed(free.vector(plan(), Network.FIRST_MOMENT)),
                    run.packed(free.vector(plan(), Network.SECOND_MOMENT)),
                    run.packed(free.vector(plan(), "free.change")),
                    network.learningRate(),
                    Math.max(0, Math.min(run.length(), network.layout().matrixElements() - run.from()))));
        }
        return stretches;
    }

    /**
     * Parameters that lie side by side.
     *
     * @param from first element among all parameters
     * @param packedFrom first element where only some of them are kept
     */
    private record Run(long from, long packedFrom, long length) {
        Tensor in(Tensor all) {
            return Tensor.of(all.buffer(), from, length);
        }

        Tensor packed(Tensor some) {
            return Tensor.of(some.buffer(), packedFrom, length);
        }
    }

    private List<Run> runs(ParameterLayout some) {
        Map<String, Parameter> all = new HashMap<>();
        network.layout().parameters().forEach(parameter -> all.put(parameter.name(), parameter));
        List<Run> runs = new ArrayList<>();
        for (Parameter parameter : some.parameters()) {
            long from = Objects.requireNonNull(all.get(parameter.name())).offset();
            Run last = runs.isEmpty() ? new Run(-1, 0, 0) : runs.get(runs.size() - 1);
            if (last.from() + last.length() == from) {
                runs.set(
                        runs.size() - 1, new Run(last.from(), last.packedFrom(), last.length() + parameter.elements()));
            } else {
                runs.add(new Run(from, parameter.offset(), parameter.elements()));
            }
        }
        return runs;
    }

    private Tensor vector(String name) {
        return Objects.requireNonNull(state().get(name)).vector(plan(), name);
    }

    private Tensor learningRate() {
        return plan().real("adapter.learning.rate", 1);
    }

    private Plan plan() {
        return network.plan();
    }
}
