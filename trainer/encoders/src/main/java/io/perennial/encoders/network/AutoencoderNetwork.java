package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A masked autoencoder (He et al., 2022): the encoder sees the visible patches alone, a decoder of one block fills the gaps with a
 * learned token and predicts the hidden patches. Positions are fixed. The loss is the mean squared error over hidden patches.
 */
public final class AutoencoderNetwork {
    private static final String DECODER = "decoder.block";

    private final AutoencoderShape shape;
    private final int pictures;
    private final Network network;
    private final VisionTransformer encoder;
    private final @Nullable PreviousPatches previous;

    /** A plan that trains on {@code pictures} pictures in each step. */
    public AutoencoderNetwork(AutoencoderShape shape, int pictures, double beta2) {
        this(shape, pictures, true);
        Program program = plan().program(Network.GRADIENTS);
        Tensor encoded = encoder.forward(program);
        decode(program, encoded);
        reconstruct(program);
        Tensor gradient = decodeBackward(program, encoded);
        if (previous != null) {
            previous.append(program, encoded, gradient);
        }
        encoder.backward(program, gradient);
        Updater.append(network, beta2);
    }

    private AutoencoderNetwork(AutoencoderShape shape, int pictures, boolean kept) {
        this.shape = shape;
        this.pictures = pictures;
        network = new Network(new Plan(), layout(shape));
        encoder = new VisionTransformer(
                plan(), network.layout(), "encoder", shape.encoder(), pictures, shape.visible(), patches(), kept);
        previous = kept && shape.distils() ? new PreviousPatches(network, shape, encoder, pictures) : null;
    }

    /** A plan that predicts the hidden patches of {@code pictures} pictures at a time and does not train. */
    public static AutoencoderNetwork forReconstruction(AutoencoderShape shape, int pictures) {
        AutoencoderNetwork image = new AutoencoderNetwork(shape, pictures, false);
        Program program = image.plan().program(Network.PREDICT);
        image.decode(program, image.encoder.forward(program));
        image.predict(program);
        return image;
    }

    /** Such a plan that also gives the squared error of what it predicts. */
    public static AutoencoderNetwork forLosses(AutoencoderShape shape, int pictures) {
        AutoencoderNetwork image = forReconstruction(shape, pictures);
        image.measureError(image.plan().program(Network.PREDICT));
        return image;
    }

    public static ParameterLayout layout(AutoencoderShape shape) {
        long width = shape.encoder().width();
        long decoderWidth = shape.decoderWidth();
        long patchWidth = shape.encoder().patchWidth();
        double deviation = shape.encoder().deviation();
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        VisionTransformer.declare(builder, shape.encoder());
        builder.normal("decoder.input.weight", Math.sqrt(1.0 / width), width, decoderWidth)
                .zeros("decoder.input.bias", decoderWidth)
                .normal("decoder.gap", deviation, decoderWidth);
        TransformerBlock.declare(builder, DECODER, decoderWidth, 1, deviation);
        LayerNormalization.declare(builder, "decoder.norm", decoderWidth);
        builder.normal("decoder.output.weight", deviation, decoderWidth, patchWidth)
                .zeros("decoder.output.bias", patchWidth);
        if (shape.distils()) {
            PreviousEncoderLoss.declare(builder, width);
        }
        return builder.build();
    }

    /** Writes the fixed positions; once after binding. */
    public void writePositions(BoundPlan bound) {
        encoder.writePositions(bound);
        bound.write(positions(), PatchPositions.of(shape.encoder().grid(), shape.decoderWidth()));
    }

    public Network network() {
        return network;
    }

    /** Patches that the encoder sees (pictures * visible, patch width). */
    public Tensor patches() {
        return plan().real("patches", rows(), shape.encoder().patchWidth());
    }

    /** Index within its picture of each patch that the encoder sees. */
    public Tensor patchIndices() {
        return encoder.patchIndices();
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
        return plan().real("targets", hidden(), shape.encoder().patchWidth());
    }

    /**
     * Normalised pixels that are predicted there, of the same shape; the loss turns them into their error, a training step into twice
     * that.
     */
    public Tensor predictions() {
        return plan().real("decoder.predictions", hidden(), shape.encoder().patchWidth());
    }

    /** Sum of the squared errors over all hidden pixels, one number. */
    public Tensor squaredError() {
        return plan().real("squared.error", 1);
    }

    /** Hidden pixels of a batch: what the squared error is divided by. */
    public long hiddenPixels() {
        return hidden() * shape.encoder().patchWidth();
    }

    /** The loss against the previous encoder, on top; null where nothing is distilled from it. */
    public @Nullable PreviousEncoderLoss previous() {
        return previous == null ? null : previous.loss();
    }

    private void decode(Program program, Tensor encoded) {
        long width = shape.decoderWidth();
        Tensor projected = plan().real("decoder.projected", rows(), width);
        Tensor gapRows = plan().real("decoder.gaps", all(), width);
        program.affine(encoded, parameter("decoder.input.weight"), parameter("decoder.input.bias"), projected);
        program.append(new Operation.ScatterRows(projected, visibleRows(), decoderStream()));
        program.product(gaps(), parameter("decoder.gap").reshape(1, width), gapRows);
        program.add(decoderStream(), gapRows, decoderStream());
        Tensor pictureRows = decoderStream().reshape(pictures, patchesOfOne(), width);
        program.add(pictureRows, positions().reshape(1, patchesOfOne(), width), pictureRows);
        decoderBlock().forward(program, decoderStream(), null);
    }

    private void predict(Program program) {
        program.append(new Operation.GatherRows(decoderStream(), hiddenRows(), gathered()));
        norm().forward(program, "decoder.norm", gathered(), normed());
        program.affine(normed(), parameter("decoder.output.weight"), parameter("decoder.output.bias"), predictions());
    }

    private void reconstruct(Program program) {
        long width = shape.decoderWidth();
        Tensor normed = normed();
        Tensor gatheredGradient = plan().real("decoder.hidden.gradient", hidden(), width);
        Tensor normedGradient = plan().real("decoder.normed.gradient", hidden(), width);
        Tensor error = predictions();
        predict(program);
        measureError(program);
        program.multiply(error, 2, error);
        program.append(new MatrixProduct(normed, error, gradient("decoder.output.weight"), true, false, 1, 0));
        program.sumRows(error, gradient("decoder.output.bias"));
        program.append(new MatrixProduct(error, parameter("decoder.output.weight"), normedGradient, false, true, 1, 0));
        program.multiply(gathered(), 0, gatheredGradient);
        norm().backward(program, "decoder.norm", normedGradient, gatheredGradient);
        program.append(new Operation.ScatterRows(gatheredGradient, hiddenRows(), decoderGradient()));
    }

    private void measureError(Program program) {
        program.subtract(predictions(), targets(), predictions());
        program.append(new Operation.SquaredNorm(predictions(), squaredError()));
    }

    /** Returns the gradient of what the encoder gave. */
    private Tensor decodeBackward(Program program, Tensor encoded) {
        long width = shape.decoderWidth();
        Tensor projectedGradient = plan().real("decoder.projected.gradient", rows(), width);
        Tensor encodedGradient =
                plan().real("encoded.gradient", rows(), shape.encoder().width());
        decoderBlock().backward(program, decoderGradient());
        program.append(new MatrixProduct(
                gaps(), decoderGradient(), gradient("decoder.gap").reshape(1, width), true, false, 1, 0));
        program.append(new Operation.GatherRows(decoderGradient(), visibleRows(), projectedGradient));
        program.append(
                new MatrixProduct(encoded, projectedGradient, gradient("decoder.input.weight"), true, false, 1, 0));
        program.sumRows(projectedGradient, gradient("decoder.input.bias"));
        program.append(new MatrixProduct(
                projectedGradient, parameter("decoder.input.weight"), encodedGradient, false, true, 1, 0));
        return encodedGradient;
    }

    private LayerNormalization norm() {
        return new LayerNormalization(network.layout(), "decoder.norm", hidden(), shape.decoderWidth());
    }

    private Tensor gathered() {
        return plan().real("decoder.hidden", hidden(), shape.decoderWidth());
    }

    private Tensor normed() {
        return plan().real("decoder.normed", hidden(), shape.decoderWidth());
    }

    private TransformerBlock decoderBlock() {
        BlockShape block = new BlockShape(
                pictures, patchesOfOne(), shape.decoderWidth(), shape.encoder().heads());
        return new TransformerBlock(network.layout(), DECODER, DECODER, block);
    }

    private Tensor positions() {
        return plan().real("decoder.positions", patchesOfOne(), shape.decoderWidth());
    }

    private Tensor decoderStream() {
        return plan().real("decoder.stream", all(), shape.decoderWidth());
    }

    private Tensor decoderGradient() {
        return plan().real("decoder.stream.gradient", all(), shape.decoderWidth());
    }

    private long rows() {
        return (long) pictures * shape.visible();
    }

    private long hidden() {
        return (long) pictures * shape.hidden();
    }

    private long all() {
        return (long) pictures * patchesOfOne();
    }

    private int patchesOfOne() {
        return shape.encoder().patches();
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
