package io.perennial.schemas.pictures;

import java.awt.image.Raster;

/**
 * How the four samples of a JPEG for printing become colours. Paper without ink is white, and each ink takes its share away, as in
 * most decoders. The colour profile is not used: with it, pixels would depend on the profiles that the machine has.
 */
enum Inks {
    /** Samples are amounts of cyan, magenta, yellow and black. */
    CMYK,
    /** Samples are what is left of red, green, blue and white, as Adobe writes them. */
    ADOBE_CMYK,
    /** As before, but the first three as luma and two colour differences (ITU-T T.871). */
    ADOBE_YCCK;

    private static final int SAMPLES = 4;
    private static final int FULL = 255;
    // Colour differences in 16.16 fixed point, so that every machine rounds alike.
    private static final int RED_OF_RED_DIFFERENCE = 91_881;
    private static final int GREEN_OF_BLUE_DIFFERENCE = -22_554;
    private static final int GREEN_OF_RED_DIFFERENCE = -46_802;
    private static final int BLUE_OF_BLUE_DIFFERENCE = 116_130;
    private static final int HALF = 1 << 15;

    /** One opaque pixel of 8 bits each of alpha, red, green, blue for each of the raster, row by row. */
    int[] colours(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] argb = new int[width * height];
        int[] row = new int[width * SAMPLES];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                argb[y * width + x] =
                        colour(row[SAMPLES * x], row[SAMPLES * x + 1], row[SAMPLES * x + 2], row[SAMPLES * x + 3]);
            }
        }
        return argb;
    }

    private int colour(int first, int second, int third, int fourth) {
        return switch (this) {
            case CMYK -> left(FULL - first, FULL - second, FULL - third, FULL - fourth);
            case ADOBE_CMYK -> left(first, second, third, fourth);
            case ADOBE_YCCK -> {
                int blue = second - 128;
                int red = third - 128;
                yield left(
                        sample(first, RED_OF_RED_DIFFERENCE * red),
                        sample(first, GREEN_OF_BLUE_DIFFERENCE * blue + GREEN_OF_RED_DIFFERENCE * red),
                        sample(first, BLUE_OF_BLUE_DIFFERENCE * blue),
                        fourth);
            }
        };
    }

    private static int sample(int luma, int difference) {
        return Math.max(0, Math.min(FULL, luma + ((difference + HALF) >> 16)));
    }

    private static int left(int red, int green, int blue, int white) {
        return FULL << 24 | share(red, white) << 16 | share(green, white) << 8 | share(blue, white);
    }

    private static int share(int colour, int white) {
        return (colour * white + FULL / 2) / FULL;
    }
}
