package io.perennial.curator.pdq;

import io.perennial.schemas.pictures.Picture;
import java.util.Arrays;

/**
 * PDQ, a perceptual hash of 256 bits, written after facebook/ThreatExchange:pdq/java (BSD) and its paper "The TMK+PDQF video-hashing
 * algorithm and the PDQ image-hashing algorithm" (2019), with the same bits: luma, a tent filter, reduction to 64 x 64, the 16 x 16 lowest
 * frequencies of its cosine transform but the constant one, and for each whether it is above the median. Transparency is not looked at.
 * Takes 8 bytes of memory for each pixel. One instance belongs to one thread.
 */
public final class PdqHasher {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    private static final int SIDE = 64;
    private static final int FREQUENCIES = 16;
    private static final float SCALE = (float) Math.sqrt(2.0 / SIDE);
    private static final int WHITE = 255;
    private static final int GRADIENTS_FOR_ONE = 90;
    private static final int BEST_QUALITY = 100;

    /** (frequency, position). */
    private final float[][] cosines = cosines();

    private final float[][] reduced = new float[SIDE][SIDE];

    public PdqHashed hash(Picture picture) {
        float[] luma = luma(picture);
        new JaroszFilter(picture.width(), picture.height()).blur(luma);
        reduce(luma, picture.width(), picture.height());
        return new PdqHashed(bits(lowFrequencies()), quality());
    }

    private static float[][] cosines() {
        float[][] cosines = new float[FREQUENCIES][SIDE];
        for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
            for (int position = 0; position < SIDE; position++) {
                double angle = Math.PI / 2 / SIDE * (frequency + 1) * (2 * position + 1);
                cosines[frequency][position] = (float) (SCALE * StrictMath.cos(angle));
            }
        }
        return cosines;
    }

    private static float[] luma(Picture picture) {
        float[] luma = new float[picture.argb().length];
        for (int i = 0; i < luma.length; i++) {
            int argb = picture.argb()[i];
            luma[i] = RED * (argb >> 16 & 0xFF) + GREEN * (argb >> 8 & 0xFF) + BLUE * (argb & 0xFF);
        }
        return luma;
    }

    /** Takes the value in the middle of each cell. */
    private void reduce(float[] luma, int width, int height) {
        for (int row = 0; row < SIDE; row++) {
            int y = (int) ((row + 0.5) * height / SIDE);
            for (int column = 0; column < SIDE; column++) {
                int x = (int) ((column + 0.5) * width / SIDE);
                reduced[row][column] = luma[y * width + x];
            }
        }
    }

    /** Sum of the differences between neighbours, in whole hundredths of the way from black to white. */
    private int quality() {
        int gradients = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                if (row + 1 < SIDE) {
                    gradients += gradient(reduced[row][column], reduced[row + 1][column]);
                }
                if (column + 1 < SIDE) {
                    gradients += gradient(reduced[row][column], reduced[row][column + 1]);
                }
            }
        }
        return Math.min(BEST_QUALITY, gradients / GRADIENTS_FOR_ONE);
    }

    private static int gradient(float one, float other) {
        return Math.abs((int) ((one - other) * 100 / WHITE));
    }

    /** C R Cᵀ for the cosines C and the reduced picture R. */
    private float[] lowFrequencies() {
        float[] frequencies = new float[FREQUENCIES * FREQUENCIES];
        float[] line = new float[SIDE];
        for (int vertical = 0; vertical < FREQUENCIES; vertical++) {
            Arrays.fill(line, 0);
            for (int row = 0; row < SIDE; row++) {
                float cosine = cosines[vertical][row];
                for (int column = 0; column < SIDE; column++) {
                    line[column] += cosine * reduced[row][column];
                }
            }
            for (int horizontal = 0; horizontal < FREQUENCIES; horizontal++) {
                float sum = 0;
                for (int column = 0; column < SIDE; column++) {
                    sum += line[column] * cosines[horizontal][column];
                }
                frequencies[vertical * FREQUENCIES + horizontal] = sum;
            }
        }
        return frequencies;
    }

    /** One bit for each frequency above the median; of the two in the middle, the lower one is the median. */
    private static PdqHash bits(float[] frequencies) {
        float[] sorted = frequencies.clone();
        Arrays.sort(sorted);
        float median = sorted[sorted.length / 2 - 1];
        long[] words = new long[frequencies.length / Long.SIZE];
        for (int i = 0; i < frequencies.length; i++) {
            if (frequencies[i] > median) {
                words[i / Long.SIZE] |= 1L << (i % Long.SIZE);
            }
        }
        return new PdqHash(words[0], words[1], words[2], words[3]);
    }
}
