package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * A small vision transformer (Dosovitskiy et al., 2021) with fixed positions: patches to one vector each. Several of them may share
 * one plan under different names.
 */
final class VisionTransformer {
    private static final String BLOCK = "block";
    private static final String FINAL_NORM = "final.norm";

    private final Plan plan;
    private final ParameterLayout layout;
    private final String name;
    private final String indices;
    private final ImageShape shape;
    private final int pictures;
    private final int seen;
    private final Tensor patches;
    private final BlockStack blocks;
    private final LayerNormalization norm;

    /**
     * @param name prefix of its buffers
     * @param seen patches of each picture that it is given; fewer than all need {@link #patchIndices()}
     * @param patches input (pictures * seen, patch width)
     * @param kept whether what the backward pass needs is kept, or can be computed again
     */
    VisionTransformer(
            Plan plan,
            ParameterLayout layout,
            String name,
            ImageShape shape,
            int pictures,
            int seen,
            Tensor patches,
            boolean kept) {
        this(plan, layout, name, name, shape, pictures, seen, patches, kept);
    }

    private VisionTransformer(
            Plan plan,
            ParameterLayout layout,
            String name,
            String indices,
            ImageShape shape,
            int pictures,
            int seen,
            Tensor patches,
            boolean kept) {
        this.plan = plan;
        this.indices = indices;
        this.layout = layout;
        this.name = name;
        this.shape = shape;
        this.pictures = pictures;
        this.seen = seen;
        this.patches = patches;
        BlockShape block = new BlockShape(pictures, seen, shape.width(), shape.heads());
        String saved = name + "." + BLOCK;
        blocks = kept
                ? BlockStack.trained(layout, BLOCK, saved, shape.layers(), block, shape.recomputes())
                : BlockStack.frozen(layout, BLOCK, saved, shape.layers(), block);
        norm = new LayerNormalization(layout, FINAL_NORM, rows(), shape.width());
    }

    static void declare(ParameterLayout.Builder builder, ImageShape shape) {
        long width = shape.width();
        long patchWidth = shape.patchWidth();
        builder.normal("patches.weight", Math.sqrt(1.0 / patchWidth), patchWidth, width)
                .zeros("patches.bias", width);
        for (int i = 0; i < shape.layers(); i++) {
            TransformerBlock.declare(builder, "block." + i, width, shape.layers(), shape.deviation());
        }
        LayerNormalization.declare(builder, FINAL_NORM, width);
    }

    /** Writes the fixed positions; once after binding. */
    void writePositions(BoundPlan bound) {
        bound.write(positions(), PatchPositions.of(shape.grid(), shape.width()));
    }

    /** Index within its picture of each patch (pictures * seen); for when not all are seen. */
    Tensor patchIndices() {
        return plan.integer(indices + ".patch.indices", rows());
    }

    /** A transformer with other parameters that sees the same patches and has no way back. */
    VisionTransformer frozen(String otherName, ParameterLayout otherLayout) {
        return new VisionTransformer(plan, otherLayout, otherName, indices, shape, pictures, seen, patches, false);
    }

    /** Appends the way from the patches to the output: one vector for each patch (pictures * seen, width). */
    Tensor forward(Program program) {
        Tensor stream = stream();
        Tensor output = plan.real(name + ".output", rows(), shape.width());
        program.affine(patches, parameter("patches.weight"), parameter("patches.bias"), stream);
        addPositions(program, stream);
        blocks.forward(program, stream, null);
        norm.forward(program, name + ".final.norm", stream, output);
        return output;
    }

    /**
     * Appends the way back to the gradients of all parameters.
     *
     * @param outputGradient gradient of the output (pictures * seen, width); used up
     */
    void backward(Program program, Tensor outputGradient) {
        Tensor gradient = plan.real(name + ".stream.gradient", rows(), shape.width());
        program.multiply(outputGradient, 0, gradient);
        norm.backward(program, name + ".final.norm", outputGradient, gradient);
        blocks.backward(program, stream(), null, gradient);
        program.append(
                new MatrixProduct(patches, gradient, layout.gradient(plan, "patches.weight"), true, false, 1, 0));
        program.sumRows(gradient, layout.gradient(plan, "patches.bias"));
    }

    private void addPositions(Program program, Tensor stream) {
        if (seen == shape.patches()) {
            Tensor pictureRows = stream.reshape(pictures, seen, shape.width());
            program.add(pictureRows, positions().reshape(1, seen, shape.width()), pictureRows);
        } else {
            Tensor gathered = plan.real(name + ".positions.gathered", rows(), shape.width());
            program.append(new Operation.GatherRows(positions(), patchIndices(), gathered));
            program.add(stream, gathered, stream);
        }
    }

    private Tensor positions() {
        return plan.real("positions." + shape.grid() + "x" + shape.width(), shape.patches(), shape.width());
    }

    private Tensor stream() {
        return plan.real(name + ".stream", rows(), shape.width());
    }

    private Tensor parameter(String suffix) {
        return layout.parameter(plan, suffix);
    }

    private long rows() {
        return (long) pictures * seen;
    }
}
