package io.perennial.encoders.network;

import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;

/**
 * Shape of a network over views of pictures.
 *
 * @param encoder the encoder
 * @param head the projection head; its input is as wide as the encoder
 * @param pictures pictures of a step
 * @param beta2 decay of Adam's second moment
 */
public record ViewShape(ImageShape encoder, PerceptronShape head, int pictures, double beta2) {
    public ViewShape {
        if (head.widths().get(0) != encoder.width()) {
            throw new IllegalArgumentException(
                    "the head reads " + head.widths().get(0) + " numbers, the encoder gives " + encoder.width());
        }
        if (pictures < 2) {
            throw new IllegalArgumentException("views are compared between at least 2 pictures, were " + pictures);
        }
    }

    /** Patches of all views, views first (2 * pictures * patches, patch width). */
    Tensor patches(Plan plan) {
        return plan.real("patches", (long) ViewNetwork.VIEWS * pictures * encoder.patches(), encoder.patchWidth());
    }
}
