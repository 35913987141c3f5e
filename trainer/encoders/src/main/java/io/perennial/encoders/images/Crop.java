package io.perennial.encoders.images;

import io.perennial.encoders.random.CounterRandom;

/**
 * A rectangle of a picture that is scaled to a square (the random resized crop of Szegedy et al., 2015, with the bounds of
 * torchvision).
 *
 * @param top first row
 * @param left first column
 * @param height rows
 * @param width columns
 */
public record Crop(int top, int left, int height, int width) {
    private static final int ATTEMPTS = 10;
    private static final double WIDEST = 4.0 / 3;

    public Crop {
        if (top < 0 || left < 0 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a crop needs at least one pixel, was " + height + "x" + width + " at " + top + "," + left);
        }
    }

    /** The whole picture. */
    public static Crop whole(int side) {
        return new Crop(0, 0, side, side);
    }

    /** A rectangle with a share of the area between two bounds and proportions between 3:4 and 4:3; the whole where none fits. */
    public static Crop random(int side, double leastArea, double mostArea, CounterRandom random) {
        double logarithm = StrictMath.log(WIDEST);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = (leastArea + (mostArea - leastArea) * random.nextDouble()) * side * side;
            double proportion = StrictMath.exp((2 * random.nextDouble() - 1) * logarithm);
            int width = (int) Math.round(Math.sqrt(area * proportion));
            int height = (int) Math.round(Math.sqrt(area / proportion));
            if (width >= 1 && height >= 1 && width <= side && height <= side) {
                return new Crop(random.nextInt(side - height + 1), random.nextInt(side - width + 1), height, width);
            }
        }
        return whole(side);
    }

    /**
     * Scales the rectangle by bilinear interpolation between pixel centres.
     *
     * @param pixels (side, side, 3)
     * @param scaled result (scaledSide, scaledSide, 3)
     * @param mirrored whether the result is read from right to left
     */
    public void scale(float[] pixels, int side, boolean mirrored, float[] scaled, int scaledSide) {
        Axis columns = new Axis(left, width, scaledSide, mirrored);
        Axis rows = new Axis(top, height, scaledSide, false);
        int to = 0;
        for (int y = 0; y < scaledSide; y++) {
            int above = rows.lower[y] * side;
            int below = rows.upper[y] * side;
            float down = rows.weight[y];
            for (int x = 0; x < scaledSide; x++) {
                int before = columns.lower[x];
                int after = columns.upper[x];
                float right = columns.weight[x];
                for (int channel = 0; channel < Colours.CHANNELS; channel++) {
                    float upper = between(pixels, above + before, above + after, channel, right);
                    float lower = between(pixels, below + before, below + after, channel, right);
                    scaled[to++] = upper + (lower - upper) * down;
                }
            }
        }
    }

    private static float between(float[] pixels, int first, int second, int channel, float weight) {
        float start = pixels[first * Colours.CHANNELS + channel];
        return start + (pixels[second * Colours.CHANNELS + channel] - start) * weight;
    }

    /** The two source pixels and the weight of the second for each pixel of the result along one side. */
    private static final class Axis {
        private final int[] lower;
        private final int[] upper;
        private final float[] weight;

        Axis(int from, int length, int scaled, boolean mirrored) {
            lower = new int[scaled];
            upper = new int[scaled];
            weight = new float[scaled];
            for (int i = 0; i < scaled; i++) {
                double centre = (i + 0.5) * length / scaled - 0.5;
                double inside = Math.min(Math.max(centre, 0), length - 1.0);
                int index = mirrored ? scaled - 1 - i : i;
                lower[index] = from + (int) inside;
                upper[index] = Math.min(lower[index] + 1, from + length - 1);
                weight[index] = (float) (inside - (int) inside);
            }
        }
    }
}
