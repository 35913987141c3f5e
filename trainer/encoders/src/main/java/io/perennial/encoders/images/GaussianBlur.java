package io.perennial.encoders.images;

/** Blur with a Gaussian kernel, rows first, then columns; the picture goes on mirrored beyond its borders. */
public final class GaussianBlur {
    private GaussianBlur() {}

    /**
     * Blurs in place.
     *
     * @param pixels (side, side, 3)
     * @param deviation of the kernel in pixels
     * @param radius pixels to each side that the kernel reaches; smaller than the side
     */
    public static void apply(float[] pixels, int side, double deviation, int radius) {
        if (radius < 0 || radius >= side) {
            throw new IllegalArgumentException("radius must be from 0 to " + (side - 1) + ", was " + radius);
        }
        float[] kernel = kernel(deviation, radius);
        float[] line = new float[side];
        for (int channel = 0; channel < Colours.CHANNELS; channel++) {
            for (int i = 0; i < side; i++) {
                convolve(pixels, i * side * Colours.CHANNELS + channel, Colours.CHANNELS, line, kernel);
            }
            for (int i = 0; i < side; i++) {
                convolve(pixels, i * Colours.CHANNELS + channel, side * Colours.CHANNELS, line, kernel);
            }
        }
    }

    private static float[] kernel(double deviation, int radius) {
        float[] kernel = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += weight(i, deviation);
        }
        for (int i = -radius; i <= radius; i++) {
            kernel[i + radius] = (float) (weight(i, deviation) / sum);
        }
        return kernel;
    }

    private static double weight(int distance, double deviation) {
        return StrictMath.exp(-distance * distance / (2 * deviation * deviation));
    }

    private static void convolve(float[] pixels, int from, int stride, float[] line, float[] kernel) {
        int radius = kernel.length / 2;
        for (int i = 0; i < line.length; i++) {
            line[i] = pixels[from + i * stride];
        }
        for (int i = 0; i < line.length; i++) {
            float sum = 0;
            for (int offset = -radius; offset <= radius; offset++) {
                sum += kernel[offset + radius] * line[mirrored(i + offset, line.length)];
            }
            pixels[from + i * stride] = sum;
        }
    }

    private static int mirrored(int index, int length) {
        int positive = Math.abs(index);
        return positive < length ? positive : 2 * (length - 1) - positive;
    }
}
