package io.perennial.encoders.network;

/**
 * Shape of a masked autoencoder over square pictures.
 *
 * @param side pixels of a side of the picture
 * @param patch pixels of a side of a patch; divides the side
 * @param width width of the encoder
 * @param heads attention heads of encoder and decoder
 * @param layers blocks of the encoder
 * @param decoderWidth width of the decoder, which has one block
 * @param visible patches that the encoder sees in training
 * @param deviation standard deviation of the initial weights
 */
public record ImageShape(
        int side, int patch, int width, int heads, int layers, int decoderWidth, int visible, double deviation) {
    /** Colour channels. */
    public static final int CHANNELS = 3;

    public ImageShape {
        if (patch < 1 || side % patch != 0) {
            throw new IllegalArgumentException("patch " + patch + " must divide the side " + side);
        }
        if (visible < 1 || visible >= side / patch * (side / patch)) {
            throw new IllegalArgumentException("visible patches must be at least 1 and fewer than all, was " + visible);
        }
    }

    public int patches() {
        return side / patch * (side / patch);
    }

    public int hidden() {
        return patches() - visible;
    }

    /** Numbers in one patch. */
    public int patchWidth() {
        return patch * patch * CHANNELS;
    }
}
