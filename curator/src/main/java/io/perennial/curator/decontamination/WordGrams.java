package io.perennial.curator.decontamination;

import io.perennial.curator.normalisation.LowerCase;
import java.text.Normalizer;
import java.util.function.LongPredicate;

/**
 * Hashes of the runs of n words of a text. Words are runs of letters and digits in lower case without accents, numbers count as
 * one; so spacing, punctuation and figures do not hide an overlap. The idea is that of
 * datatrove:src/datatrove/pipeline/decont/n_grams.py; the hash is ours: a rolling polynomial over 64-bit hashes of words.
 */
final class WordGrams {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final long BASE = 0x9E3779B97F4A7C15L;

    private WordGrams() {}

    /** Calls the consumer for each run of n words, in order, until it answers true. Returns whether it did. */
    static boolean anyMatch(String text, int n, LongPredicate consumer) {
        Rolling rolling = new Rolling(n);
        String simple = simplify(text);
        long word = FNV_OFFSET;
        boolean inWord = false;
        boolean inNumber = false;
        for (int i = 0; i <= simple.length(); i++) {
            char c = i < simple.length() ? simple.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                boolean digit = Character.isDigit(c);
                if (!(digit && inNumber)) {
                    word = mix(word, digit ? '0' : c);
                }
                inWord = true;
                inNumber = digit;
            } else if (inWord) {
                if (rolling.add(word) && consumer.test(rolling.hash)) {
                    return true;
                }
                word = FNV_OFFSET;
                inWord = false;
                inNumber = false;
            }
        }
        return false;
    }

    private static long mix(long hash, char c) {
        return ((hash ^ (c & 0xFF)) * FNV_PRIME ^ (c >>> 8)) * FNV_PRIME;
    }

    private static String simplify(String text) {
        String lower = LowerCase.of(text);
        if (lower.chars().allMatch(c -> c < 0x80)) {
            return lower;
        }
        StringBuilder plain = new StringBuilder(lower.length());
        Normalizer.normalize(lower, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** Hash of the last n words. */
    private static final class Rolling {
        private final long[] window;
        private final long oldestPower;
        private int words;
        private long hash;

        Rolling(int n) {
            window = new long[n];
            long power = 1;
            for (int i = 0; i < n; i++) {
                power *= BASE;
            }
            oldestPower = power;
        }

        /** Adds a word. Returns true once there are n of them. */
        boolean add(long word) {
            int slot = words % window.length;
            hash = hash * BASE + word - window[slot] * oldestPower;
            window[slot] = word;
            words++;
            return words >= window.length;
        }
    }
}
