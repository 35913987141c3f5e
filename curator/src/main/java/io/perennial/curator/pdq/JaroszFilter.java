package io.perennial.curator.pdq;

/**
 * Blurs a picture as much as its reduction to 64 x 64 needs: two passes of a box in each direction make a tent (Jarosz 2001, "Fast image
 * convolutions"). Sums run along, so the cost does not depend on the size of the box. Every sum is taken in one order, in 32-bit
 * floating point as in the reference implementation, so that hashes are the same to the bit.
 */
final class JaroszFilter {
    private static final int PASSES = 2;
    /** A box is half a cell of the reduced picture. */
    private static final int BOXES = 128;

    private final int width;
    private final int height;
    private final float[] between;

    JaroszFilter(int width, int height) {
        this.width = width;
        this.height = height;
        between = new float[width * height];
    }

    /** @param luma one value for each pixel, row by row; replaced by the blurred ones */
    void blur(float[] luma) {
        Box acrossColumns = new Box(width);
        Box acrossRows = new Box(height);
        for (int pass = 0; pass < PASSES; pass++) {
            alongRows(luma, between, acrossColumns);
            alongColumns(between, luma, acrossRows);
        }
    }

    private void alongRows(float[] from, float[] to, Box box) {
        for (int row = 0; row < height; row++) {
            int start = row * width;
            float sum = 0;
            for (int i = 0; i < box.ahead; i++) {
                sum += from[start + i];
            }
            for (int column = 0; column < width; column++) {
                if (box.enters(column)) {
                    sum += from[start + column + box.ahead];
                }
                if (box.leaves(column)) {
                    sum -= from[start + column - box.behind];
                }
                to[start + column] = sum / box.size(column);
            }
        }
    }

    /** Row by row for all columns at once, since neighbours in memory are neighbours in a row. */
    private void alongColumns(float[] from, float[] to, Box box) {
        float[] sums = new float[width];
        for (int row = 0; row < box.ahead; row++) {
            add(sums, from, row);
        }
        for (int row = 0; row < height; row++) {
            if (box.enters(row)) {
                add(sums, from, row + box.ahead);
            }
            if (box.leaves(row)) {
                subtract(sums, from, row - box.behind);
            }
            int size = box.size(row);
            int start = row * width;
            for (int column = 0; column < width; column++) {
                to[start + column] = sums[column] / size;
            }
        }
    }

    private void add(float[] sums, float[] from, int row) {
        int start = row * width;
        for (int column = 0; column < sums.length; column++) {
            sums[column] += from[start + column];
        }
    }

    private void subtract(float[] sums, float[] from, int row) {
        int start = row * width;
        for (int column = 0; column < sums.length; column++) {
            sums[column] -= from[start + column];
        }
    }

    /** A window that runs over a line; at the ends it is cut. */
    private static final class Box {
        private final int length;
        /** From the middle to the next value that comes in. */
        private final int ahead;
        /** From the middle to the next value that falls out. */
        private final int behind;

        Box(int length) {
            this.length = length;
            int window = (length + BOXES - 1) / BOXES;
            ahead = (window + 2) / 2 - 1;
            behind = window - ahead;
        }

        boolean enters(int middle) {
            return middle + ahead < length;
        }

        boolean leaves(int middle) {
            return middle >= behind;
        }

        int size(int middle) {
            return Math.min(middle + ahead, length - 1) - Math.max(middle - behind, -1);
        }
    }
}
