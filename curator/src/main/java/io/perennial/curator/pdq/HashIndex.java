package io.perennial.curator.pdq;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest of some hashes, if it differs in few enough bits; none that does is missed. Each of the 16 parts of a hash is looked
 * up with its 17 values that differ in at most a bit (see {@link PdqHash#SLOTS}), so a search compares about one in 240 of unrelated
 * hashes. Takes 128 bytes for each hash beside the hash itself. Immutable, safe for use by several threads.
 */
public final class HashIndex {
    private static final long POSITION = 0xFFFFFFFFL;

    private final List<PdqHash> hashes;
    private final int bound;
    /** Number of a part, its value and the position of the hash, from high bits to low ones. Sorted. */
    private final long[] entries;

    /**
     * @param position of the hash in the index
     * @param distance number of bits that differ
     */
    public record Match(int position, int distance) {}

    /** @param bound most bits that may differ, from 0 to {@link PdqHash#NEAR} */
    public HashIndex(List<PdqHash> hashes, int bound) {
        if (bound < 0 || bound > PdqHash.NEAR) {
            throw new IllegalArgumentException("bound must lie between 0 and " + PdqHash.NEAR + ", was " + bound);
        }
        this.hashes = List.copyOf(hashes);
        this.bound = bound;
        entries = new long[hashes.size() * PdqHash.SLOTS];
        for (int position = 0; position < hashes.size(); position++) {
            for (int slot = 0; slot < PdqHash.SLOTS; slot++) {
                entries[position * PdqHash.SLOTS + slot] =
                        key(slot, hashes.get(position).slot(slot)) | position;
            }
        }
        Arrays.sort(entries);
    }

    /** The nearest one, the first of equals; null if none is within the bound. */
    public @Nullable Match find(PdqHash hash) {
        Match best = null;
        for (int slot = 0; slot < PdqHash.SLOTS; slot++) {
            int value = hash.slot(slot);
            best = nearest(best, hash, key(slot, value));
            for (int bit = 0; bit < PdqHash.SLOT_BITS; bit++) {
                best = nearest(best, hash, key(slot, value ^ (1 << bit)));
            }
        }
        return best;
    }

    private @Nullable Match nearest(@Nullable Match known, PdqHash hash, long key) {
        Match best = known;
        int first = Arrays.binarySearch(entries, key);
        for (int at = first < 0 ? -first - 1 : first; at < entries.length && (entries[at] & ~POSITION) == key; at++) {
            int position = (int) entries[at];
            int distance = hashes.get(position).distance(hash);
            if (distance <= bound
                    && (best == null
                            || distance < best.distance()
                            || (distance == best.distance() && position < best.position()))) {
                best = new Match(position, distance);
            }
        }
        return best;
    }

    private static long key(int slot, int value) {
        return ((long) slot << PdqHash.SLOT_BITS | value) << Integer.SIZE;
    }
}
