package io.perennial.encoders.network;

import io.perennial.encoders.plan.Plan;

/**
 * Shape of a network over views of pictures.
 *
 * @param encoder the encoder
 * @param head the projection head; its input is as wide as the encoder
 * @param pictures pictures of a step
 * @param beta2 decay of Adam's second moment
 * @param distils whether it has a predictor of what the previous encoder gives
 */
public record ViewShape(ImageShape encoder, PerceptronShape head, int pictures, double beta2, boolean distils) {
    public ViewShape {
        if (head.widths().get(0) != encoder.width()) {
            throw new IllegalArgumentException(
                    "the head reads " + head.widths().get(0) + " numbers, the encoder gives " + encoder.width());
        }
        if (pictures < 2) {
            throw new IllegalArgumentException("views are compared between at least 2 pictures, were " + pictures);
        }
    }

    /** A network that does not learn from its parent. */
    public ViewShape(ImageShape encoder, PerceptronShape head, int pictures, double beta2) {
        this(encoder, head, pictures, beta2, false);
    }

    /** The large views of a plan. */
    Views views(Plan plan) {
        long patches = (long) ViewNetwork.VIEWS * pictures * encoder.patches();
        return new Views(plan.real("patches", patches, encoder.patchWidth()), encoder, ViewNetwork.VIEWS);
    }
}
