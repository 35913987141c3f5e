package io.perennial.encoders.images;

import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.pictures.PictureDecoder;
import io.perennial.schemas.pictures.UndecodablePictureException;

/**
 * Decodes a picture and scales it to a square by averaging the area under each pixel, in plain arithmetic, so that every machine
 * gets the same numbers. Transparent pixels are laid over white.
 */
public final class PictureReader {
    private static final int CHANNELS = 3;

    private PictureReader() {}

    /**
     * Pixels in [0, 1], row-major (side, side, 3), red first.
     *
     * @throws IllegalArgumentException if the bytes are no picture that {@link PictureDecoder} decodes
     */
    public static float[] read(byte[] encoded, int side) {
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            return scale(decoder.picture(), side);
        } catch (UndecodablePictureException e) {
            throw new IllegalArgumentException(
                    "picture of " + encoded.length + " bytes cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static float[] scale(Picture picture, int side) {
        float[] scaled = new float[side * side * CHANNELS];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                average(picture.argb(), picture.width(), picture.height(), x, y, side, scaled);
            }
        }
        return scaled;
    }

    private static void average(int[] pixels, int width, int height, int x, int y, int side, float[] scaled) {
        double left = (double) x * width / side;
        double right = (double) (x + 1) * width / side;
        double top = (double) y * height / side;
        double bottom = (double) (y + 1) * height / side;
        double[] sums = new double[CHANNELS];
        double area = 0;
        for (int row = (int) top; row < Math.min(height, Math.ceil(bottom)); row++) {
            double tall = Math.min(bottom, row + 1.0) - Math.max(top, row);
            for (int column = (int) left; column < Math.min(width, Math.ceil(right)); column++) {
                double weight = tall * (Math.min(right, column + 1.0) - Math.max(left, column));
                add(pixels[row * width + column], weight, sums);
                area += weight;
            }
        }
        for (int channel = 0; channel < CHANNELS; channel++) {
            scaled[(y * side + x) * CHANNELS + channel] = (float) (sums[channel] / (255 * area));
        }
    }

    private static void add(int pixel, double weight, double[] sums) {
        double opacity = (pixel >>> 24) / 255.0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int value = (pixel >>> (16 - 8 * channel)) & 0xFF;
            sums[channel] += weight * (opacity * value + (1 - opacity) * 255);
        }
    }
}
