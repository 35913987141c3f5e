package io.perennial.encoders.images;

import io.perennial.encoders.random.CounterRandom;

/**
 * Which way is up: each picture in all four turns of a quarter (Gidaris, Singh and Komodakis, 2018).
 *
 * @param side pixels of a side
 */
public record RotationPuzzle(int side) implements Puzzle {
    private static final int QUARTERS = 4;

    @Override
    public int variants() {
        return QUARTERS;
    }

    @Override
    public int classes() {
        return QUARTERS;
    }

    @Override
    public int draw(float[] pixels, int variant, CounterRandom random, float[] changed) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int from = source(y, x, variant) * Colours.CHANNELS;
                System.arraycopy(pixels, from, changed, (y * side + x) * Colours.CHANNELS, Colours.CHANNELS);
            }
        }
        return variant;
    }

    /** The pixel that a number of quarter turns against the clock brings to (y, x). */
    private int source(int y, int x, int quarters) {
        int last = side - 1;
        return switch (quarters) {
            case 0 -> y * side + x;
            case 1 -> x * side + last - y;
            case 2 -> (last - y) * side + last - x;
            default -> (last - x) * side + y;
        };
    }
}
