package io.perennial.curator.pdq;

import java.nio.ByteBuffer;

/**
 * 256 bits of which almost all are equal if two pictures are copies of each other, whatever their sizes and encodings.
 *
 * @param bits0 bits 0 to 63, of which bit 0 is the lowest
 * @param bits64 bits 64 to 127
 * @param bits128 bits 128 to 191
 * @param bits192 bits 192 to 255
 */
public record PdqHash(long bits0, long bits64, long bits128, long bits192) {
    /** Length of {@link #toBytes()}. */
    public static final int BYTES = 32;
    /** Hashes that differ in at most so many bits are of copies of one picture. */
    public static final int NEAR = 31;
    /**
     * The hash in 16 parts of 16 bits. As {@link #NEAR} is less than twice their number, two near hashes have a part in which they
     * differ in at most one bit (Norouzi et al. 2012, "Fast search in Hamming space with multi-index hashing").
     */
    public static final int SLOTS = 16;
    /** Length of a part in bits. */
    public static final int SLOT_BITS = 16;

    /** @throws IllegalArgumentException if there are not {@link #BYTES} bytes */
    public static PdqHash fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a PDQ hash has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long bits192 = buffer.getLong();
        long bits128 = buffer.getLong();
        long bits64 = buffer.getLong();
        return new PdqHash(buffer.getLong(), bits64, bits128, bits192);
    }

    /** Bit 255 first, as in {@link #toString()}. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(bits192)
                .putLong(bits128)
                .putLong(bits64)
                .putLong(bits0)
                .array();
    }

    /** Number of bits that differ, from 0 to 256. */
    public int distance(PdqHash other) {
        return Long.bitCount(bits0 ^ other.bits0)
                + Long.bitCount(bits64 ^ other.bits64)
                + Long.bitCount(bits128 ^ other.bits128)
                + Long.bitCount(bits192 ^ other.bits192);
    }

    /** Bits 16 x {@code number} and the 15 above as a number. */
    public int slot(int number) {
        long word = switch (number / 4) {
            case 0 -> bits0;
            case 1 -> bits64;
            case 2 -> bits128;
            case 3 -> bits192;
            default -> throw new IllegalArgumentException("slots are numbered from 0 to 15, not " + number);
        };
        return (int) (word >>> (SLOT_BITS * (number % 4))) & 0xFFFF;
    }

    /** 64 hexadecimal digits, bit 255 first, as the reference implementation writes them. */
    @Override
    public String toString() {
        return "%016x%016x%016x%016x".formatted(bits192, bits128, bits64, bits0);
    }
}
