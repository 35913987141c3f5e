package io.perennial.curator.drift.calibration;

import java.util.Random;

/** Block means of a stream without drift: Gaussian, mean 0, deviation 1, each dependent on the one before. */
public final class BlockStream {
    private final Random random;
    private final double dependence;
    private double value;

    /** @param dependence correlation of neighbours */
    public BlockStream(long seed, double dependence) {
        random = new Random(seed);
        this.dependence = dependence;
        value = random.nextGaussian();
    }

    public double next() {
        value = dependence * value + Math.sqrt(1 - dependence * dependence) * random.nextGaussian();
        return value;
    }

    double[] take(int blocks) {
        double[] values = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            values[i] = next();
        }
        return values;
    }
}
