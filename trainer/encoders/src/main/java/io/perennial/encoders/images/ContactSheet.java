package io.perennial.encoders.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A grid of square pictures to look at, each pixel drawn as a square of {@value #ZOOM} pixels. */
public final class ContactSheet {
    private static final int ZOOM = 4;
    private static final int GAP = 4;
    private static final int PAPER = 0xFFFFFF;

    private final int side;
    private final BufferedImage sheet;

    /**
     * @param side pixels of a side of each picture
     */
    public ContactSheet(int rows, int columns, int side) {
        this.side = side;
        int pitch = side * ZOOM + GAP;
        sheet = new BufferedImage(columns * pitch + GAP, rows * pitch + GAP, BufferedImage.TYPE_INT_RGB);
        fill(0, 0, sheet.getWidth(), sheet.getHeight(), PAPER);
    }

    /**
     * Draws one picture.
     *
     * @param pixels (side, side, 3) in [0, 1], red first
     */
    public void draw(int row, int column, float[] pixels) {
        int pitch = side * ZOOM + GAP;
        for (int pixel = 0; pixel < side * side; pixel++) {
            int x = GAP + column * pitch + pixel % side * ZOOM;
            int y = GAP + row * pitch + pixel / side * ZOOM;
            fill(x, y, ZOOM, ZOOM, PictureWriter.colour(pixels, pixel));
        }
    }

    /** Writes a PNG file. */
    public void write(Path file) throws IOException {
        ImageIO.write(sheet, "png", file.toFile());
    }

    private void fill(int left, int top, int width, int height, int colour) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                sheet.setRGB(x, y, colour);
            }
        }
    }
}
