package io.perennial.curator.minhash;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The least value of each of 112 hash functions over the shingles of a text (Broder 1997). Two texts agree in a value with the
 * probability of their Jaccard similarity: the shingles they share, divided by the shingles that either has. Immutable.
 */
public final class Signature {
    /** Rows of signatures; two texts of which all values of one band are equal are near-duplicates. */
    public static final int BANDS = 14;
    /** Values in a band. A pair of similarity s meets in some band with probability 1-(1-s^8)^14: half of the pairs at 0.68. */
    public static final int ROWS = 8;

    static final int VALUES = BANDS * ROWS;

    /** Odd, so that multiplying loses nothing. */
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final long[] values;

    /** @param values 112 of them, each less than 2^61-1 */
    Signature(long[] values) {
        if (values.length != VALUES) {
            throw new IllegalArgumentException("a signature has " + VALUES + " values, not " + values.length);
        }
        this.values = values.clone();
    }

    public long[] values() {
        return values.clone();
    }

    /**
     * One key for each band. Equal bands have equal keys; different ones, also of different numbers, have different keys but for one
     * pair in 2^64.
     */
    public long[] bandKeys() {
        byte[] bytes = new byte[VALUES * Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        long[] keys = new long[BANDS];
        int width = ROWS * Long.BYTES;
        for (int band = 0; band < BANDS; band++) {
            keys[band] = XxHash64.hash(bytes, band * width, (band + 1) * width, band);
        }
        return keys;
    }

    /** A key of some neighbouring values: equal ones, of the same group, have equal keys. */
    long groupKey(int group, int rows) {
        long key = group;
        for (int i = group * rows; i < (group + 1) * rows; i++) {
            key = Long.rotateLeft((key ^ values[i]) * MIXER, 29);
        }
        return key;
    }

    /** Estimated Jaccard similarity: the share of equal values. Its standard error is at most 0.05. */
    public double similarity(Signature other) {
        int equal = 0;
        for (int i = 0; i < VALUES; i++) {
            if (values[i] == other.values[i]) {
                equal++;
            }
        }
        return (double) equal / VALUES;
    }

    /** What is kept of this signature where room is scarce. */
    public SignatureSketch sketch() {
        return SignatureSketch.of(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature signature && Arrays.equals(values, signature.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Signature" + Arrays.toString(values);
    }
}
