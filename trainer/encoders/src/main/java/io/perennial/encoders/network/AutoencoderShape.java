package io.perennial.encoders.network;

/**
 * Shape of a masked autoencoder.
 *
 * @param encoder the encoder
 * @param decoderWidth width of the decoder, which has one block and as many heads as the encoder
 * @param visible patches that the encoder sees in training
 * @param distils whether it has a predictor of what the previous encoder gives
 */
public record AutoencoderShape(ImageShape encoder, int decoderWidth, int visible, boolean distils) {
    public AutoencoderShape {
        if (visible < 1 || visible >= encoder.patches()) {
            throw new IllegalArgumentException("visible patches must be at least 1 and fewer than all, was " + visible);
        }
    }

    /** A network that does not learn from its parent. */
    public AutoencoderShape(ImageShape encoder, int decoderWidth, int visible) {
        this(encoder, decoderWidth, visible, false);
    }

    public int hidden() {
        return encoder.patches() - visible;
    }
}
