package io.perennial.curator.measures;

/**
 * Percentiles of the brightness of pixels as an eye takes it, sqrt(.241 R² + .691 G² + .068 B²) / 255, from 0 to 1 and in steps of
 * 1/1020 (cleanlab/cleanvision, image_property.py). Not safe for use by several threads.
 */
final class PerceivedBrightness {
    private static final int STEPS = 1020;
    private static final int RED = 241;
    private static final int GREEN = 691;
    private static final int BLUE = 68;
    private static final double STEPS_FOR_ONE = STEPS / (255 * Math.sqrt(RED + GREEN + BLUE));

    private final int[] counts = new int[STEPS + 1];
    private int pixels;

    /** @param argb 8 bits each of alpha, red, green, blue; alpha is not looked at */
    void add(int argb) {
        int red = argb >>> 16 & 0xFF;
        int green = argb >>> 8 & 0xFF;
        int blue = argb & 0xFF;
        double weighted = Math.sqrt(RED * red * red + GREEN * green * green + BLUE * blue * blue);
        counts[(int) (weighted * STEPS_FOR_ONE + 0.5)]++;
        pixels++;
    }

    /**
     * The brightness below which the given share of the pixels lies, interpolated between two pixels as numpy does.
     *
     * @param percent from 0 to 100
     */
    double percentile(int percent) {
        double rank = percent / 100.0 * (pixels - 1);
        int below = (int) rank;
        double lower = ranked(below);
        return lower + (rank - below) * (ranked(Math.min(below + 1, pixels - 1)) - lower);
    }

    private double ranked(int rank) {
        int seen = 0;
        for (int step = 0; step < STEPS; step++) {
            seen += counts[step];
            if (seen > rank) {
                return (double) step / STEPS;
            }
        }
        return 1;
    }
}
