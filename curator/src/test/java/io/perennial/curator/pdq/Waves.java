package io.perennial.curator.pdq;

import io.perennial.schemas.pictures.Picture;
import java.util.Random;

/** Gray pictures with as much structure as a photograph. */
public final class Waves {
    private static final int WAVES = 4;
    private static final double MOST_PERIODS = 6;

    private Waves() {}

    /** Some slow waves one above the other. */
    public static Picture picture(Random random, int width, int height) {
        int[] argb = new int[width * height];
        double[] parts = random.doubles(3 * WAVES)
                .map(part -> (2 * part - 1) * MOST_PERIODS)
                .toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int part = 0; part < parts.length; part += 3) {
                    double periods = parts[part] * x / width + parts[part + 1] * y / height;
                    sum += Math.sin(2 * Math.PI * periods + parts[part + 2]);
                }
                argb[y * width + x] = gray((int) (128 + 40 * sum));
            }
        }
        return new Picture(width, height, argb, 0);
    }

    /** A copy of which each pixel is up to {@code most} levels lighter or darker. */
    public static Picture noisy(Picture picture, int most, Random random) {
        int[] argb = picture.argb().clone();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = gray((argb[i] & 0xFF) + random.nextInt(2 * most + 1) - most);
        }
        return new Picture(picture.width(), picture.height(), argb, 0);
    }

    private static int gray(int level) {
        return 0xFF000000 | Math.max(0, Math.min(255, level)) * 0x010101;
    }
}
