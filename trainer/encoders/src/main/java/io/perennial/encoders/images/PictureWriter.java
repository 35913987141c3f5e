package io.perennial.encoders.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encodes pixels as PNG, without loss but for the rounding to 256 levels. */
public final class PictureWriter {
    private PictureWriter() {}

    /**
     * A square picture.
     *
     * @param pixels (side, side, 3) in [0, 1], red first
     */
    public static byte[] png(float[] pixels, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < side * side; pixel++) {
            image.setRGB(pixel % side, pixel / side, colour(pixels, pixel));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The colour of a pixel as one number, red in the highest of three bytes. */
    static int colour(float[] pixels, int pixel) {
        int colour = 0;
        for (int channel = 0; channel < Colours.CHANNELS; channel++) {
            colour = colour << 8 | Math.round(255 * pixels[pixel * Colours.CHANNELS + channel]);
        }
        return colour;
    }
}
