package io.perennial.curator.measures;

import java.util.Arrays;

/**
 * The distinct n-grams of one to three characters of a text, in the order in which OpenNLP's language detector adds up their weights.
 * Floating-point sums depend on the order, and that is the order in which {@link java.util.HashMap} tells the n-grams, which OpenNLP puts
 * into one map and from there into a second one. Used by one thread; the next text takes the place of the last one.
 */
final class LanguageGrams {
    static final int LONGEST = 3;

    private static final int LEAST_CAPACITY = 16;
    /** A bucket with more entries becomes a tree, whose order is another. */
    private static final int LONGEST_LIST = 8;

    private final int[] slots;
    private final long[] grams;
    private final int[] hashes;
    private final long[] ordered;
    private final int[] orderedHashes;
    private final int[] lists;
    private int count;

    /** @param longestText in characters */
    LanguageGrams(int longestText) {
        int most = LONGEST * longestText;
        slots = new int[4 * Integer.highestOneBit(most)];
        grams = new long[most];
        hashes = new int[most];
        ordered = new long[most];
        orderedHashes = new int[most];
        lists = new int[4 * Integer.highestOneBit(most)];
    }

    /** A number for each n-gram of at most three characters. */
    static long pack(CharSequence text, int begin, int length) {
        long gram = 0;
        for (int i = 0; i < length; i++) {
            gram = (gram << Character.SIZE) | text.charAt(begin + i);
        }
        return ((long) length << (LONGEST * Character.SIZE)) | gram;
    }

    /**
     * Takes the n-grams of a text.
     *
     * @return false if their order cannot be told
     */
    boolean take(CharSequence text) {
        count = 0;
        Arrays.fill(slots, 0);
        for (int length = 1; length <= LONGEST; length++) {
            for (int begin = 0; begin + length <= text.length(); begin++) {
                add(text, begin, length);
            }
        }
        if (!areInLists(hashes)) {
            return false;
        }
        sortByBucket();
        return areInLists(orderedHashes);
    }

    int count() {
        return count;
    }

    /** The n-gram at a place of the order, packed. */
    long at(int place) {
        return ordered[place];
    }

    private void add(CharSequence text, int begin, int length) {
        long gram = pack(text, begin, length);
        int slot = (int) ((gram * 0x9E3779B97F4A7C15L) >>> 40) & (slots.length - 1);
        while (slots[slot] != 0) {
            if (grams[slots[slot] - 1] == gram) {
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        grams[count] = gram;
        hashes[count] = spread(text, begin, length);
        count++;
        slots[slot] = count;
    }

    /** The hash code of a character buffer, as a hash map mixes it. */
    private static int spread(CharSequence text, int begin, int length) {
        int hash = 1;
        for (int i = begin + length - 1; i >= begin; i--) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ (hash >>> 16);
    }

    /** Puts entries into buckets one after the other, as a hash map does, and looks whether all buckets stay lists. */
    private boolean areInLists(int[] inserted) {
        int capacity = LEAST_CAPACITY;
        Arrays.fill(lists, 0, capacity, 0);
        for (int i = 0; i < count; i++) {
            if (++lists[inserted[i] & (capacity - 1)] > LONGEST_LIST) {
                return false;
            }
            if (i + 1 > capacity / 4 * 3) {
                capacity *= 2;
                Arrays.fill(lists, 0, capacity, 0);
                for (int before = 0; before <= i; before++) {
                    lists[inserted[before] & (capacity - 1)]++;
                }
            }
        }
        return true;
    }

    /** Equal buckets in the order of insertion. The second map is filled in this order and keeps it. */
    private void sortByBucket() {
        int capacity = LEAST_CAPACITY;
        while (count > capacity / 4 * 3) {
            capacity *= 2;
        }
        int sum = 0;
        for (int bucket = 0; bucket < capacity; bucket++) {
            int length = lists[bucket];
            lists[bucket] = sum;
            sum += length;
        }
        for (int i = 0; i < count; i++) {
            int place = lists[hashes[i] & (capacity - 1)]++;
            ordered[place] = grams[i];
            orderedHashes[place] = hashes[i];
        }
    }
}
