package io.perennial.encoders.images;

/** Changes of colour, in place, on pixels (side, side, 3) in [0, 1], red first; factors as in torchvision. */
public final class Colours {
    static final int CHANNELS = 3;

    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private Colours() {}

    /** Multiplies every channel. */
    public static void brightness(float[] pixels, float factor) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = clamp(pixels[i] * factor);
        }
    }

    /** Moves every channel away from (or to) the mean brightness of the picture. */
    public static void contrast(float[] pixels, float factor) {
        double sum = 0;
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            sum += luma(pixels, i);
        }
        float mean = (float) (sum * CHANNELS / pixels.length);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = clamp(mean + (pixels[i] - mean) * factor);
        }
    }

    /** Moves every pixel away from (or to) its grey. */
    public static void saturation(float[] pixels, float factor) {
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            float grey = luma(pixels, i);
            for (int channel = i; channel < i + CHANNELS; channel++) {
                pixels[channel] = clamp(grey + (pixels[channel] - grey) * factor);
            }
        }
    }

    /** Turns the colour wheel by a share of the full circle. */
    public static void hue(float[] pixels, float turn) {
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            turn(pixels, i, turn);
        }
    }

    /** Replaces every pixel by its luma. */
    public static void grey(float[] pixels) {
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            float grey = luma(pixels, i);
            pixels[i] = grey;
            pixels[i + 1] = grey;
            pixels[i + 2] = grey;
        }
    }

    /** Inverts what is at least half bright. */
    public static void solarise(float[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] >= 0.5f ? 1 - pixels[i] : pixels[i];
        }
    }

    /** Hue as a number in [0, 6), then the same brightness and saturation at the turned hue. */
    private static void turn(float[] pixels, int i, float turn) {
        float red = pixels[i];
        float green = pixels[i + 1];
        float blue = pixels[i + 2];
        float most = Math.max(red, Math.max(green, blue));
        float spread = most - Math.min(red, Math.min(green, blue));
        if (spread == 0) {
            return;
        }
        float hue;
        if (most == red) {
            hue = (green - blue) / spread;
        } else if (most == green) {
            hue = 2 + (blue - red) / spread;
        } else {
            hue = 4 + (red - green) / spread;
        }
        float turned = hue + 6 * turn;
        pixels[i] = channel(turned + 5, most, spread);
        pixels[i + 1] = channel(turned + 3, most, spread);
        pixels[i + 2] = channel(turned + 1, most, spread);
    }

    /** One channel of a colour given by hue, value and chroma (Smith, 1978, in the form of a single trapezoid). */
    private static float channel(float position, float most, float spread) {
        float onCircle = position - 6 * (float) Math.floor(position / 6);
        float slope = Math.min(onCircle, 4 - onCircle);
        return most - spread * Math.max(0, Math.min(1, slope));
    }

    private static float luma(float[] pixels, int i) {
        return RED * pixels[i] + GREEN * pixels[i + 1] + BLUE * pixels[i + 2];
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
