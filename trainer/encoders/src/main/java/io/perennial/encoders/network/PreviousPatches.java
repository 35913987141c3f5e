package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * Distillation of a masked autoencoder, on the mean over the patches of a picture, which is what an encoder gives as the embedding. In
 * training that is the mean over the visible ones; the encoder as it was when the update began sees the same.
 */
final class PreviousPatches {
    private final Plan plan;
    private final VisionTransformer encoder;
    private final PreviousEncoderLoss loss;
    private final long pictures;
    private final long seen;
    private final long width;

    /**
     * @param trained the encoder that learns
     * @param pictures pictures of a step
     */
    PreviousPatches(Network network, AutoencoderShape shape, VisionTransformer trained, int pictures) {
        plan = network.plan();
        this.pictures = pictures;
        seen = shape.visible();
        width = shape.encoder().width();
        encoder = trained.frozen("previous.encoder", PreviousEncoderLoss.layout(network.layout()));
        loss = new PreviousEncoderLoss(network, pictures, width);
    }

    /**
     * Appends forward and backward pass.
     *
     * @param states normalised states of the visible patches (pictures * visible, width)
     * @param gradient of the states; what comes from here is added
     */
    void append(Program program, Tensor states, Tensor gradient) {
        Tensor means = means(program, "seen.means", states);
        Tensor previousMeans = means(program, "previous.means", encoder.forward(program));
        Tensor gradientOfMeans = plan.real("seen.means.gradient", pictures, width);
        program.multiply(means, 0, gradientOfMeans);
        loss.append(program, means, previousMeans, null, gradientOfMeans);
        Tensor spread = gradientOfMeans.reshape(pictures, 1, width);
        program.append(new MatrixProduct(ones(), spread, byPicture(gradient), true, false, 1.0 / seen, 1));
    }

    PreviousEncoderLoss loss() {
        return loss;
    }

    private Tensor means(Program program, String name, Tensor states) {
        Tensor means = plan.real(name, pictures, width);
        Tensor rows = means.reshape(pictures, 1, width);
        program.append(new MatrixProduct(ones(), byPicture(states), rows, false, false, 1.0 / seen, 0));
        return means;
    }

    private Tensor ones() {
        return plan.constant(1, pictures, 1, seen);
    }

    private Tensor byPicture(Tensor rows) {
        return rows.reshape(pictures, seen, width);
    }
}
