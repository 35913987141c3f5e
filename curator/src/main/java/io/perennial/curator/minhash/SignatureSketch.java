package io.perennial.curator.minhash;

import java.util.Arrays;

/**
 * The two lowest bits of each value of a {@link Signature}, in 28 bytes (Li and König 2010, "b-bit minwise hashing"): enough to tell
 * how similar two texts are when their signatures are not at hand. Immutable.
 */
public final class SignatureSketch {
    /** Length of {@link #toBytes()}. */
    public static final int BYTES = Signature.VALUES / 4;

    private static final int PAIRS_OF_BITS = Byte.SIZE / 2;
    /** Two different values agree in their two lowest bits once in four times. */
    private static final double AGREEMENT_BY_CHANCE = 0.25;

    private final byte[] bits;

    private SignatureSketch(byte[] bits) {
        this.bits = bits;
    }

    static SignatureSketch of(long[] values) {
        byte[] bits = new byte[BYTES];
        for (int i = 0; i < values.length; i++) {
            bits[i / PAIRS_OF_BITS] |= (byte) ((values[i] & 3) << (2 * (i % PAIRS_OF_BITS)));
        }
        return new SignatureSketch(bits);
    }

    /** @throws IllegalArgumentException if there are not {@link #BYTES} bytes */
    public static SignatureSketch fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a sketch has " + BYTES + " bytes, not " + bytes.length);
        }
        return new SignatureSketch(bytes.clone());
    }

    public byte[] toBytes() {
        return bits.clone();
    }

    /** Estimated Jaccard similarity, from 0 to 1. At 0.8 its standard error is 0.05. */
    public double similarity(SignatureSketch other) {
        int equal = 0;
        for (int i = 0; i < BYTES; i++) {
            int different = bits[i] ^ other.bits[i];
            equal += PAIRS_OF_BITS - Integer.bitCount((different | (different >> 1)) & 0x55);
        }
        double agreement = (double) equal / Signature.VALUES;
        return Math.max(0, (agreement - AGREEMENT_BY_CHANCE) / (1 - AGREEMENT_BY_CHANCE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignatureSketch sketch && Arrays.equals(bits, sketch.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }
}
