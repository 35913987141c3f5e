package io.perennial.curator.measures;

/** Shannon entropy of a histogram. */
final class Entropy {
    private static final int VALUES = 256;

    private Entropy() {}

    /** Entropy of the byte values in bits, from 0 to 8. */
    static double of(byte[] bytes) {
        int[] histogram = new int[VALUES];
        for (byte b : bytes) {
            histogram[b & 0xFF]++;
        }
        return ofHistogram(histogram, bytes.length);
    }

    /** Entropy in bits of counts that sum to {@code total}; 0 for an empty histogram. */
    static double ofHistogram(int[] histogram, long total) {
        double entropy = 0;
        for (int count : histogram) {
            if (count > 0) {
                double share = (double) count / total;
                entropy -= share * (StrictMath.log(share) / StrictMath.log(2));
            }
        }
        return entropy;
    }
}
