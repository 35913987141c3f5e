package io.perennial.curator.measures;

/**
 * Variance of the Laplacian (Pech-Pacheco et al. 2000): how much luma bends from one pixel to its four neighbours. Blur makes it small.
 * It depends on the size of the picture, since an edge takes more pixels in a larger one. Borders are mirrored, as in OpenCV.
 */
final class Sharpness {
    private Sharpness() {}

    /** @param lumas from 0 to 255, unsigned, row by row */
    static double laplacianVariance(byte[] lumas, int width, int height) {
        long sum = 0;
        long squares = 0;
        for (int y = 0; y < height; y++) {
            int row = y * width;
            int above = Math.min(Math.abs(y - 1), height - 1) * width;
            int below = mirrored(y + 1, height) * width;
            for (int x = 0; x < width; x++) {
                int left = Math.min(Math.abs(x - 1), width - 1);
                int right = mirrored(x + 1, width);
                int neighbours = (lumas[above + x] & 0xFF)
                        + (lumas[below + x] & 0xFF)
                        + (lumas[row + left] & 0xFF)
                        + (lumas[row + right] & 0xFF);
                int bend = neighbours - 4 * (lumas[row + x] & 0xFF);
                sum += bend;
                squares += (long) bend * bend;
            }
        }
        double mean = (double) sum / lumas.length;
        return (double) squares / lumas.length - mean * mean;
    }

    private static int mirrored(int next, int length) {
        return next < length ? next : Math.max(0, length - 2);
    }
}
