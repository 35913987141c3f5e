package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A small Vision Transformer trained as a masked autoencoder (Dosovitskiy et al., 2021; He et al., 2022): the encoder sees the
 * visible patches alone, a decoder of one block fills the gaps with a learned token and predicts the hidden patches. Positions are
 * fixed. The loss is the mean squared error over hidden patches.
 */
public final class ImageNetwork {
    private static final String DECODER = "decoder.block";

    private final ImageShape shape;
    private final int pictures;
    private final int seen;
    private final Network network;

    private ImageNetwork(ImageShape shape, int pictures, int seen) {
        this.shape = shape;
        this.pictures = pictures;
        this.seen = seen;
        this.network = new Network(new Plan(), layout(shape));
    }

    /** A plan that trains on {@code pictures} pictures in each step. */
    public static ImageNetwork forTraining(ImageShape shape, int pictures, double beta2) {
        ImageNetwork image = new ImageNetwork(shape, pictures, shape.visible());
        Program program = image.plan().program(Network.GRADIENTS);
        List<TransformerBlock> blocks = image.blocks(true);
        image.embedPatches(program);
        blocks.forEach(block -> block.forward(program, image.stream(), null));
        image.decode(program);
        image.reconstruct(program);
        image.decodeBackward(program);
        for (int i = blocks.size() - 1; i >= 0; i--) {
            blocks.get(i).backward(program, image.streamGradient());
        }
        image.embedPatchesBackward(program);
        Updater.append(image.network, beta2);
        return image;
    }

    /** A plan that embeds {@code pictures} whole pictures at a time. */
    public static ImageNetwork forEmbedding(ImageShape shape, int pictures) {
        ImageNetwork image = new ImageNetwork(shape, pictures, shape.patches());
        Program program = image.plan().program(Network.EMBED);
        image.embedPatches(program);
        image.blocks(false).forEach(block -> block.forward(program, image.stream(), null));
        image.norm("final.norm", image.rows(), shape.width())
                .forward(program, "final.norm", image.stream(), image.output());
        return image;
    }

    public static ParameterLayout layout(ImageShape shape) {
        long width = shape.width();
        long decoderWidth = shape.decoderWidth();
        long patchWidth = shape.patchWidth();
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        builder.normal("patches.weight", Math.sqrt(1.0 / patchWidth), patchWidth, width)
                .zeros("patches.bias", width);
        for (int i = 0; i < shape.layers(); i++) {
            TransformerBlock.declare(builder, "block." + i, width, shape.layers(), shape.deviation());
        }
        LayerNormalization.declare(builder, "final.norm", width);
        builder.normal("decoder.input.weight", Math.sqrt(1.0 / width), width, decoderWidth)
                .zeros("decoder.input.bias", decoderWidth)
                .normal("decoder.gap", shape.deviation(), decoderWidth);
        TransformerBlock.declare(builder, DECODER, decoderWidth, 1, shape.deviation());
        LayerNormalization.declare(builder, "decoder.norm", decoderWidth);
        builder.normal("decoder.output.weight", shape.deviation(), decoderWidth, patchWidth)
                .zeros("decoder.output.bias", patchWidth);
        return builder.build();
    }

    /** Writes the fixed positions; once after binding. */
    public void writePositions(BoundPlan bound) {
        int grid = shape.side() / shape.patch();
        bound.write(positions(shape.width()), PatchPositions.of(grid, shape.width()));
        if (plan().programs().containsKey(Network.GRADIENTS)) {
            bound.write(positions(shape.decoderWidth()), PatchPositions.of(grid, shape.decoderWidth()));
        }
    }

    public Network network() {
        return network;
    }

    /** Patches that the encoder sees (pictures * seen, patch width). */
    public Tensor patches() {
        return plan().real("patches", rows(), shape.patchWidth());
    }

    /** Index within its picture of each patch that the encoder sees. */
    public Tensor patchIndices() {
        return plan().integer("patch.indices", rows());
    }

    /** Row in (pictures * patches) of each visible patch. */
    public Tensor visibleRows() {
        return plan().integer("visible.rows", rows());
    }

    /** Row in (pictures * patches) of each hidden patch. */
    public Tensor hiddenRows() {
        return plan().integer("hidden.rows", hidden());
    }

    /** One at each hidden patch, zero at each visible one (pictures * patches, 1). */
    public Tensor gaps() {
        return plan().real("gaps", all(), 1);
    }

    /** Normalised pixels of the hidden patches (pictures * hidden, patch width). */
    public Tensor targets() {
        return plan().real("targets", hidden(), shape.patchWidth());
    }

    /** Sum of the squared errors over all hidden pixels, one number. */
    public Tensor squaredError() {
        return plan().real("squared.error", 1);
    }

    /** Hidden pixels of a batch: what the squared error is divided by. */
    public long hiddenPixels() {
        return hidden() * shape.patchWidth();
    }

    /** Result of the embedding program: one vector for each patch (rows, width). */
    public Tensor output() {
        return plan().real("output", rows(), shape.width());
    }

    private void embedPatches(Program program) {
        Tensor gathered = plan().real("patch.positions", rows(), shape.width());
        program.affine(patches(), parameter("patches.weight"), parameter("patches.bias"), stream());
        program.append(new Operation.GatherRows(positions(shape.width()), patchIndices(), gathered));
        program.add(stream(), gathered, stream());
    }

    private void embedPatchesBackward(Program program) {
        program.append(new MatrixProduct(patches(), streamGradient(), gradient("patches.weight"), true, false, 1, 0));
        program.sumRows(streamGradient(), gradient("patches.bias"));
    }

    private void decode(Program program) {
        long width = shape.decoderWidth();
        Tensor projected = plan().real("decoder.projected", rows(), width);
        Tensor gapRows = plan().real("decoder.gaps", all(), width);
        norm("final.norm", rows(), shape.width()).forward(program, "final.norm", stream(), encoded());
        program.affine(encoded(), parameter("decoder.input.weight"), parameter("decoder.input.bias"), projected);
        program.append(new Operation.ScatterRows(projected, visibleRows(), decoderStream()));
        program.product(gaps(), parameter("decoder.gap").reshape(1, width), gapRows);
        program.add(decoderStream(), gapRows, decoderStream());
        Tensor pictureRows = decoderStream().reshape(pictures, shape.patches(), width);
        program.add(pictureRows, positions(shape.decoderWidth()).reshape(1, shape.patches(), width), pictureRows);
        decoderBlock().forward(program, decoderStream(), null);
    }

    private void reconstruct(Program program) {
        long width = shape.decoderWidth();
        Tensor gathered = plan().real("decoder.hidden", hidden(), width);
        Tensor normed = plan().real("decoder.normed", hidden(), width);
        Tensor gatheredGradient = plan().real("decoder.hidden.gradient", hidden(), width);
        Tensor normedGradient = plan().real("decoder.normed.gradient", hidden(), width);
        Tensor error = plan().real("decoder.error", hidden(), shape.patchWidth());
        LayerNormalization norm = norm("decoder.norm", hidden(), width);
        program.append(new Operation.GatherRows(decoderStream(), hiddenRows(), gathered));
        norm.forward(program, "decoder.norm", gathered, normed);
        program.affine(normed, parameter("decoder.output.weight"), parameter("decoder.output.bias"), error);
        program.subtract(error, targets(), error);
        program.append(new Operation.SquaredNorm(error, squaredError()));
        program.multiply(error, 2, error);
        program.append(new MatrixProduct(normed, error, gradient("decoder.output.weight"), true, false, 1, 0));
        program.sumRows(error, gradient("decoder.output.bias"));
        program.append(new MatrixProduct(error, parameter("decoder.output.weight"), normedGradient, false, true, 1, 0));
        program.multiply(gathered, 0, gatheredGradient);
        norm.backward(program, "decoder.norm", normedGradient, gatheredGradient);
        program.append(new Operation.ScatterRows(gatheredGradient, hiddenRows(), decoderGradient()));
    }

    private void decodeBackward(Program program) {
        long width = shape.decoderWidth();
        Tensor projectedGradient = plan().real("decoder.projected.gradient", rows(), width);
        Tensor encodedGradient = plan().real("encoded.gradient", rows(), shape.width());
        decoderBlock().backward(program, decoderGradient());
        program.append(new MatrixProduct(
                gaps(), decoderGradient(), gradient("decoder.gap").reshape(1, width), true, false, 1, 0));
        program.append(new Operation.GatherRows(decoderGradient(), visibleRows(), projectedGradient));
        program.append(
                new MatrixProduct(encoded(), projectedGradient, gradient("decoder.input.weight"), true, false, 1, 0));
        program.sumRows(projectedGradient, gradient("decoder.input.bias"));
        program.append(new MatrixProduct(
                projectedGradient, parameter("decoder.input.weight"), encodedGradient, false, true, 1, 0));
        program.multiply(stream(), 0, streamGradient());
        norm("final.norm", rows(), shape.width()).backward(program, "final.norm", encodedGradient, streamGradient());
    }

    private List<TransformerBlock> blocks(boolean kept) {
        List<TransformerBlock> blocks = new ArrayList<>();
        BlockShape block = new BlockShape(pictures, seen, shape.width(), shape.heads());
        for (int i = 0; i < shape.layers(); i++) {
            blocks.add(new TransformerBlock(network.layout(), "block." + i, kept ? "block." + i : "block", block));
        }
        return blocks;
    }

    private TransformerBlock decoderBlock() {
        BlockShape block = new BlockShape(pictures, shape.patches(), shape.decoderWidth(), shape.heads());
        return new TransformerBlock(network.layout(), DECODER, DECODER, block);
    }

    private LayerNormalization norm(String name, long normedRows, long width) {
        return new LayerNormalization(network.layout(), name, normedRows, width);
    }

    private Tensor positions(int width) {
        return plan().real("positions." + width, shape.patches(), width);
    }

    private Tensor stream() {
        return plan().real("stream", rows(), shape.width());
    }

    private Tensor streamGradient() {
        return plan().real("stream.gradient", rows(), shape.width());
    }

    private Tensor encoded() {
        return plan().real("encoded", rows(), shape.width());
    }

    private Tensor decoderStream() {
        return plan().real("decoder.stream", all(), shape.decoderWidth());
    }

    private Tensor decoderGradient() {
        return plan().real("decoder.stream.gradient", all(), shape.decoderWidth());
    }

    private long rows() {
        return (long) pictures * seen;
    }

    private long hidden() {
        return (long) pictures * shape.hidden();
    }

    private long all() {
        return (long) pictures * shape.patches();
    }

    private Tensor parameter(String name) {
        return network.layout().parameter(plan(), name);
    }

    private Tensor gradient(String name) {
        return network.layout().gradient(plan(), name);
    }

    private Plan plan() {
        return network.plan();
    }
}
