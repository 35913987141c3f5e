package io.perennial.schemas.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;

/**
 * Pixels of a picture without colours, as every other decoder gives them: red, green and blue are the level. Java takes levels for amounts
 * of light and answers with brighter colours, 188 for 128.
 */
final class GrayLevels {
    private static final int WHITE = 255;

    private GrayLevels() {}

    /** False for a palette, even of grays: its colours are taken as they are. */
    static boolean are(ColorModel model) {
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /** One pixel of 8 bits each of alpha, red, green, blue for each of the image, row by row. */
    static int[] colours(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int bands = raster.getNumBands();
        int largest = (1 << image.getColorModel().getComponentSize(0)) - 1;
        int[] argb = new int[width * image.getHeight()];
        int[] row = new int[width * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int level = of255(row[x * bands], largest);
                int alpha = bands == 1 ? WHITE : of255(row[x * bands + 1], largest);
                argb[y * width + x] = alpha << 24 | level << 16 | level << 8 | level;
            }
        }
        return argb;
    }

    private static int of255(int sample, int largest) {
        return (sample * WHITE + largest / 2) / largest;
    }
}
