package io.perennial.encoders.training;

/** Sums of rows in double precision. */
final class Means {
    private Means() {}

    static void addRows(float[] rows, int first, int count, int width, double[] sums) {
        for (int row = first; row < first + count; row++) {
            for (int i = 0; i < width; i++) {
                sums[i] += rows[row * width + i];
            }
        }
    }

    static float[] divide(double[] sums, long count) {
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (float) (sums[i] / count);
        }
        return means;
    }
}
