package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * A vision transformer, the mean over its patches, and a projection head: pictures to one row each. Embedding stops at the mean, which
 * is a better representation than what the loss sees (Chen et al., 2020).
 */
final class Tower {
    private static final String HEAD = "head";

    private final Plan plan;
    private final String name;
    private final ImageShape shape;
    private final long pictures;
    private final VisionTransformer transformer;
    private final Perceptron head;

    /**
     * @param name prefix of its buffers
     * @param views views of each picture; their statistics are kept apart in the head
     * @param patches all patches, views first (views * pictures * patches, patch width)
     * @param kept whether what the backward pass needs is kept, or can be computed again
     */
    private Tower(
            Plan plan, ParameterLayout layout, String name, ViewShape shape, int views, Tensor patches, boolean kept) {
        this.plan = plan;
        this.name = name;
        this.shape = shape.encoder();
        int all = views * shape.pictures();
        pictures = all;
        transformer = new VisionTransformer(plan, layout, name, this.shape, all, this.shape.patches(), patches, kept);
        head = new Perceptron(plan, layout, HEAD, name + ".head", shape.head(), views, shape.pictures());
    }

    /** A tower that learns. */
    static Tower trained(Plan plan, ParameterLayout layout, String name, ViewShape shape, int views, Tensor patches) {
        return new Tower(plan, layout, name, shape, views, patches, true);
    }

    /** A tower that has no way back. */
    static Tower frozen(Plan plan, ParameterLayout layout, String name, ViewShape shape, int views, Tensor patches) {
        return new Tower(plan, layout, name, shape, views, patches, false);
    }

    static void declare(ParameterLayout.Builder builder, ViewShape shape) {
        VisionTransformer.declare(builder, shape.encoder());
        Perceptron.declare(builder, HEAD, shape.head());
    }

    /** Writes the fixed positions; once after binding. */
    void prepare(BoundPlan bound) {
        transformer.writePositions(bound);
    }

    /** Appends the way to the projections (views * pictures, head width), which it returns. */
    Tensor forward(Program program) {
        Tensor output = transformer.forward(program);
        Tensor ones = plan.constant(1, pictures, 1, shape.patches());
        program.append(new MatrixProduct(
                ones,
                output.reshape(pictures, shape.patches(), shape.width()),
                mean().reshape(pictures, 1, shape.width()),
                false,
                false,
                1.0 / shape.patches(),
                0));
        return head.forward(program, mean());
    }

    /** Appends the way back from the gradient of the projections, which is used up. */
    void backward(Program program, Tensor gradient) {
        Tensor meanGradient = head.backward(program, mean(), gradient);
        Tensor share = plan.constant(1.0 / shape.patches(), pictures, shape.patches(), shape.width());
        Tensor outputGradient = plan.real(name + ".output.gradient", pictures * shape.patches(), shape.width());
        program.multiply(
                share,
                meanGradient.reshape(pictures, 1, shape.width()),
                outputGradient.reshape(pictures, shape.patches(), shape.width()));
        transformer.backward(program, outputGradient);
    }

    private Tensor mean() {
        return plan.real(name + ".mean", pictures, shape.width());
    }
}
