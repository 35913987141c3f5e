package io.perennial.curator.minhash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most similar of some signatures, if its similarity reaches a bound; none that does is missed. If two signatures differ in at
 * most d of their values, one of d+1 groups of values that have none in common is equal in both: so d+1 groups of each signature are
 * looked up, as large as they can be. At 0.8, d is 22 and a group has four values. Immutable, safe for use by several threads.
 */
public final class SignatureIndex {
    /** With a lower one a group would have a single value, and everything would have to be compared with everything. */
    public static final double LEAST_BOUND = 0.6;

    private final double bound;
    private final int groups;
    private final int rows;
    private final List<Signature> signatures;
    /** Sorted; {@code holders} tells whose group it is. */
    private final long[] keys;

    private final int[] holders;

    /**
     * @param position of the signature in the index
     * @param similarity share of equal values
     */
    public record Match(int position, double similarity) {}

    private record Entry(long key, int holder) {}

    /** @param bound least similarity, from {@link #LEAST_BOUND} to 1 */
    public SignatureIndex(List<Signature> signatures, double bound) {
        if (!(bound >= LEAST_BOUND && bound <= 1)) {
            throw new IllegalArgumentException("bound must lie between " + LEAST_BOUND + " and 1, was " + bound);
        }
        this.signatures = List.copyOf(signatures);
        this.bound = bound;
        groups = Signature.VALUES - (int) Math.ceil(bound * Signature.VALUES) + 1;
        rows = Signature.VALUES / groups;
        List<Entry> entries = new ArrayList<>();
        for (int holder = 0; holder < signatures.size(); holder++) {
            for (int group = 0; group < groups; group++) {
                entries.add(new Entry(signatures.get(holder).groupKey(group, rows), holder));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::key).thenComparingInt(Entry::holder));
        keys = entries.stream().mapToLong(Entry::key).toArray();
        holders = entries.stream().mapToInt(Entry::holder).toArray();
    }

    public boolean isEmpty() {
        return signatures.isEmpty();
    }

    /** The most similar one, the first of equals; null if none reaches the bound. */
    public @Nullable Match find(Signature signature) {
        Match best = null;
        Set<Integer> compared = new HashSet<>();
        for (int group = 0; group < groups; group++) {
            long key = signature.groupKey(group, rows);
            for (int at = first(key); at < keys.length && keys[at] == key; at++) {
                if (compared.add(holders[at])) {
                    best = better(
                            best,
                            new Match(holders[at], signatures.get(holders[at]).similarity(signature)));
                }
            }
        }
        return best;
    }

    private @Nullable Match better(@Nullable Match best, Match match) {
        if (match.similarity() < bound) {
            return best;
        }
        if (best == null || match.similarity() > best.similarity()) {
            return match;
        }
        return match.similarity() == best.similarity() && match.position() < best.position() ? match : best;
    }

    /** Index of the first entry of a key, or of where it would stand. */
    private int first(long key) {
        int at = Arrays.binarySearch(keys, key);
        if (at < 0) {
            return keys.length;
        }
        while (at > 0 && keys[at - 1] == key) {
            at--;
        }
        return at;
    }
}
