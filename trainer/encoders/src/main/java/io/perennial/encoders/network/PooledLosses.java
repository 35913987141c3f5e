package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Losses on the mean state of each window, which is what an encoder gives as the embedding. Sentence order (Lan et al., 2020): were two
 * segments swapped? Hypersphere (Guo, Yuan and Wu, 2021): the squared distance to a centre that no gradient goes through and that
 * follows the means. Distillation: see {@link PreviousEncoderLoss}. Each loss is a sum that a number of the step scales.
 */
public final class PooledLosses {
    /** The centre of the hypersphere (width): part of a checkpoint. */
    public static final String CENTRE = "hypersphere.centre";

    private static final long SWAPPED_OR_NOT = 2;

    private final Network network;
    private final TextShape shape;
    private final int windows;
    private final boolean hypersphere;
    private final @Nullable PreviousEncoderLoss previous;

    PooledLosses(Network network, TextShape shape, int windows, boolean hypersphere) {
        this.network = network;
        this.shape = shape;
        this.windows = windows;
        this.hypersphere = hypersphere;
        previous = shape.distils() ? new PreviousEncoderLoss(network, windows, shape.width()) : null;
    }

    static void declare(ParameterLayout.Builder builder, TextShape shape) {
        if (shape.ordersSegments()) {
            builder.normal("order.weight", shape.deviation(), (long) shape.width(), SWAPPED_OR_NOT)
                    .zeros("order.bias", SWAPPED_OR_NOT);
        }
        if (shape.distils()) {
            PreviousEncoderLoss.declare(builder, shape.width());
        }
    }

    static ParameterLayout centreLayout(TextShape shape) {
        return new ParameterLayout.Builder().zeros(CENTRE, (long) shape.width()).build();
    }

    /**
     * Appends forward and backward pass.
     *
     * @param states normalised states (windows * length, width)
     * @param previousStates those of the previous encoder; null where nothing is distilled from it
     * @param gradient of the states; what comes from here is added
     */
    void append(Program program, Tensor states, @Nullable Tensor previousStates, Tensor gradient) {
        Tensor gradientOfMeans = plan().real("means.gradient", windows, shape.width());
        program.product(shares(), byWindow(states), means().reshape(windows, 1, shape.width()));
        program.multiply(means(), 0, gradientOfMeans);
        if (shape.ordersSegments()) {
            order(program, gradientOfMeans);
        }
        if (hypersphere) {
            distance(program, gradientOfMeans);
        }
        if (previous != null && previousStates != null) {
            Tensor previousMeans = plan().real("previous.means", windows, shape.width());
            program.product(shares(), byWindow(previousStates), previousMeans.reshape(windows, 1, shape.width()));
            previous.append(program, means(), previousMeans, filled(), gradientOfMeans);
        }
        Tensor spread = gradientOfMeans.reshape(windows, 1, shape.width());
        program.append(new MatrixProduct(shares(), spread, byWindow(gradient), true, false, 1, 1));
    }

    private void order(Program program, Tensor gradientOfMeans) {
        ParameterLayout layout = network.layout();
        Tensor weight = layout.parameter(plan(), "order.weight");
        Tensor logits = plan().real("order.logits", windows, SWAPPED_OR_NOT);
        Tensor stacked = logits.reshape(1, windows, SWAPPED_OR_NOT);
        program.affine(means(), weight, layout.parameter(plan(), "order.bias"), logits);
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.CrossEntropy(logits, swapped(), orderLosses()));
        program.multiply(logits, orderScale(), logits);
        program.append(new MatrixProduct(means(), logits, layout.gradient(plan(), "order.weight"), true, false, 1, 0));
        program.sumRows(logits, layout.gradient(plan(), "order.bias"));
        program.append(new MatrixProduct(logits, weight, gradientOfMeans, false, true, 1, 1));
    }

    private void distance(Program program, Tensor gradientOfMeans) {
        Tensor difference = plan().real("hypersphere.difference", windows, shape.width());
        Tensor squares = plan().real("hypersphere.squares", windows, shape.width());
        program.subtract(means(), centre().reshape(1, shape.width()), difference);
        program.multiply(difference, filled(), difference);
        program.multiply(difference, difference, squares);
        program.product(
                squares, plan().constant(1, shape.width(), 1), distances().reshape(windows, 1));
        program.multiply(difference, distanceScale(), difference);
        program.multiply(difference, 2, difference);
        program.add(gradientOfMeans, difference, gradientOfMeans);
    }

    /** Weight of each position in the mean of its window (windows, 1, length). */
    public Tensor shares() {
        return plan().real("means.shares", windows, 1, shape.length());
    }

    /** Mean state of each window (windows, width). */
    public Tensor means() {
        return plan().real("means", windows, shape.width());
    }

    /** 1 where the segments of a window were swapped, 0 where not, -1 where it has no two segments. */
    public Tensor swapped() {
        return plan().integer("order.swapped", windows);
    }

    /** One number: what the losses of the order are multiplied with. */
    public Tensor orderScale() {
        return plan().real("order.scale", 1);
    }

    /** 1 for each window with tokens, else 0 (windows, 1). */
    public Tensor filled() {
        return plan().real("hypersphere.filled", windows, 1);
    }

    /** One number: what the distances are multiplied with. */
    public Tensor distanceScale() {
        return plan().real("hypersphere.scale", 1);
    }

    /** The loss against the previous encoder; null where nothing is distilled from it. */
    public @Nullable PreviousEncoderLoss previous() {
        return previous;
    }

    public Tensor centre() {
        return plan().real(CENTRE, shape.width());
    }

    /** Sum of the scaled losses of the gradients program that ran last. */
    public double sum(BoundPlan bound) {
        double sum = 0;
        for (double part : parts(bound).values()) {
            sum += part;
        }
        return sum;
    }

    /** The scaled losses of the gradients program that ran last, by name. */
    public SortedMap<String, Double> parts(BoundPlan bound) {
        SortedMap<String, Double> parts = new TreeMap<>();
        if (shape.ordersSegments()) {
            parts.put("order", bound.get(orderScale(), 0) * Sums.of(bound, orderLosses()));
        }
        if (hypersphere) {
            parts.put("hypersphere", bound.get(distanceScale(), 0) * Sums.of(bound, distances()));
        }
        if (previous != null) {
            parts.put("distillation", previous.sum(bound));
        }
        return parts;
    }

    private Tensor orderLosses() {
        return plan().real("order.losses", windows);
    }

    private Tensor distances() {
        return plan().real("hypersphere.distances", windows);
    }

    private Tensor byWindow(Tensor rows) {
        return rows.reshape(windows, shape.length(), shape.width());
    }

    private Plan plan() {
        return network.plan();
    }
}
