package io.perennial.curator.measures;

/** Counts 64-bit hashes by open addressing. Sized once for the number of additions that will come. */
final class HashCounts {
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long[] hashes;
    private final int[] counts;
    private final int shift;

    HashCounts(int additions) {
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(2 * additions - 1));
        hashes = new long[1 << bits];
        counts = new int[1 << bits];
        shift = Long.SIZE - bits;
    }

    /** Counts the hash once more and returns how often it has been counted, this time included. */
    int add(long hash) {
        int slot = slot(hash);
        hashes[slot] = hash;
        return ++counts[slot];
    }

    /** How often the hash has been counted. */
    int count(long hash) {
        return counts[slot(hash)];
    }

    private int slot(long hash) {
        int slot = (int) ((hash * SPREAD) >>> shift);
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        return slot;
    }
}
