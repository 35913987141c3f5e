package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.PictureReader;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;

/** Pictures as rows of patches. */
public final class Patches {
    private static final float CENTRE = 0.5f;
    private static final float SPREAD = 0.25f;

    /** Keeps the variance of a flat patch away from zero, as in the reference implementation. */
    private static final double VARIANCE_FLOOR = 1e-6;

    private Patches() {}

    /** The shape that a configuration describes. */
    public static ImageShape shape(ModelConfiguration configuration) {
        int side = configuration.integer(Setting.IMAGE_SIZE);
        int patch = configuration.integer(Setting.PATCH_SIZE);
        return new ImageShape(
                side,
                patch,
                configuration.integer(Setting.WIDTH),
                configuration.integer(Setting.HEADS),
                configuration.integer(Setting.LAYERS),
                configuration.real(Setting.INITIAL_DEVIATION),
                configuration.text(Setting.ACTIVATIONS).equals("recompute"));
    }

    /** The shape of a masked autoencoder that a configuration describes. */
    public static AutoencoderShape autoencoder(ModelConfiguration configuration) {
        ImageShape encoder = shape(configuration);
        int visible = (int) Math.round((1 - configuration.real(Setting.MASK_SHARE)) * encoder.patches());
        return new AutoencoderShape(
                encoder,
                configuration.integer(Setting.DECODER_WIDTH),
                Math.min(Math.max(1, visible), encoder.patches() - 1),
                Distillation.isWanted(configuration));
    }

    static float[] pixels(Content content, ImageShape shape) {
        if (content instanceof Content.Image image) {
            return PictureReader.read(image.encoded(), shape.side());
        }
        throw new IllegalArgumentException("an image model was given text; it reads encoded pictures");
    }

    /** Copies one patch, centred, to a row; {@code mirrored} reads the picture from right to left. */
    static void copy(float[] pixels, ImageShape shape, int index, boolean mirrored, float[] rows, int row) {
        int grid = shape.grid();
        int top = index / grid * shape.patch();
        int left = index % grid * shape.patch();
        int to = row * shape.patchWidth();
        for (int y = top; y < top + shape.patch(); y++) {
            for (int x = left; x < left + shape.patch(); x++) {
                int column = mirrored ? shape.side() - 1 - x : x;
                int from = (y * shape.side() + column) * ImageShape.CHANNELS;
                for (int channel = 0; channel < ImageShape.CHANNELS; channel++) {
                    rows[to++] = (pixels[from + channel] - CENTRE) / SPREAD;
                }
            }
        }
    }

    /** Puts the patch of a row back to its place in a picture, as far as it can be shown. */
    static void paste(float[] rows, int row, ImageShape shape, int index, float[] pixels) {
        int grid = shape.grid();
        int top = index / grid * shape.patch();
        int left = index % grid * shape.patch();
        int from = row * shape.patchWidth();
        for (int y = top; y < top + shape.patch(); y++) {
            int to = (y * shape.side() + left) * ImageShape.CHANNELS;
            for (int i = 0; i < shape.patch() * ImageShape.CHANNELS; i++) {
                pixels[to++] = Math.min(1, Math.max(0, rows[from++] * SPREAD + CENTRE));
            }
        }
    }

    /** Copies every patch of a picture to the rows of the picture at that place. */
    static void copyAll(float[] pixels, ImageShape shape, float[] rows, int picture) {
        for (int patch = 0; patch < shape.patches(); patch++) {
            copy(pixels, shape, patch, false, rows, picture * shape.patches() + patch);
        }
    }

    /** Gives one row mean zero and variance one. */
    static void normalise(float[] rows, int row, int width) {
        Statistics statistics = statistics(rows, row, width);
        for (int i = row * width; i < (row + 1) * width; i++) {
            rows[i] = (float) ((rows[i] - statistics.mean()) * statistics.scale());
        }
    }

    /** Gives one normalised row the mean and the variance of the row of the same place in other rows. */
    static void undoNormalisation(float[] rows, int row, int width, float[] others) {
        Statistics statistics = statistics(others, row, width);
        for (int i = row * width; i < (row + 1) * width; i++) {
            rows[i] = (float) (rows[i] / statistics.scale() + statistics.mean());
        }
    }

    /** Mean of a row, and what gives it variance one. */
    private record Statistics(double mean, double scale) {}

    private static Statistics statistics(float[] rows, int row, int width) {
        double sum = 0;
        double squares = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            sum += rows[i];
            squares += (double) rows[i] * rows[i];
        }
        double mean = sum / width;
        return new Statistics(mean, 1 / Math.sqrt(Math.max(0, squares / width - mean * mean) + VARIANCE_FLOOR));
    }
}
