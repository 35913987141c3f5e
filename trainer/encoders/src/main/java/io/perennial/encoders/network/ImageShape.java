package io.perennial.encoders.network;

/**
 * Shape of a vision transformer over square pictures.
 *
 * @param side pixels of a side of the picture
 * @param patch pixels of a side of a patch; divides the side
 * @param width width of the transformer
 * @param heads attention heads
 * @param layers blocks
 * @param deviation standard deviation of the initial weights
 * @param recomputes whether training keeps only the inputs of its blocks
 */
public record ImageShape(int side, int patch, int width, int heads, int layers, double deviation, boolean recomputes) {
    /** Colour channels. */
    public static final int CHANNELS = 3;

    public ImageShape {
        if (patch < 1 || side % patch != 0) {
            throw new IllegalArgumentException("patch " + patch + " must divide the side " + side);
        }
    }

    /** A transformer whose training keeps all that its blocks compute. */
    public ImageShape(int side, int patch, int width, int heads, int layers, double deviation) {
        this(side, patch, width, heads, layers, deviation, false);
    }

    /** The same for pictures of another size; the parameters do not depend on it. */
    public ImageShape withSide(int otherSide) {
        return new ImageShape(otherSide, patch, width, heads, layers, deviation, recomputes);
    }

    /** Patches along a side. */
    public int grid() {
        return side / patch;
    }

    public int patches() {
        return grid() * grid();
    }

    /** Numbers in one patch. */
    public int patchWidth() {
        return patch * patch * CHANNELS;
    }
}
