package io.perennial.curator.privacy;

import io.perennial.curator.patterns.Symbols;
import java.util.Locale;
import java.util.Set;

/** Words that make it likelier that what follows is of a certain type. */
record ContextWords(Set<String> words) {
    static final ContextWords NONE = new ContextWords(Set.of());

    /** How many words before a span are looked at. */
    private static final int WINDOW = 5;

    /** What is longer is none of the words. */
    private static final int LONGEST_WORD = 32;

    /** How far the window reaches at most, in characters. */
    private static final int REACH = 120;

    ContextWords {
        words = Set.copyOf(words);
        for (String word : words) {
            if (word.length() > LONGEST_WORD) {
                throw new IllegalArgumentException(
                        "a word of the context has at most " + LONGEST_WORD + " characters, not '" + word + "'");
            }
        }
    }

    static ContextWords of(String... words) {
        return new ContextWords(Set.of(words));
    }

    /** True if one of the words is among the few before a place. */
    boolean standBefore(CharSequence text, int place) {
        return standBefore(text, place, WINDOW);
    }

    /** True if one of the words is the last one before a place. */
    boolean standRightBefore(CharSequence text, int place) {
        return standBefore(text, place, 1);
    }

    private boolean standBefore(CharSequence text, int place, int window) {
        if (words.isEmpty()) {
            return false;
        }
        int limit = Math.max(0, place - REACH);
        int position = place;
        for (int seen = 0; seen < window && position > limit; seen++) {
            while (position > limit && !isLetterOrDigit(text.charAt(position - 1))) {
                position--;
            }
            int end = position;
            while (position > limit && isLetterOrDigit(text.charAt(position - 1))) {
                position--;
            }
            if (end - position <= LONGEST_WORD && words.contains(lowerCase(text, position, end))) {
                return true;
            }
        }
        return false;
    }

    /** An underscore separates: {@code card_number}. */
    private static boolean isLetterOrDigit(char c) {
        return c != '_' && Symbols.isWord(c);
    }

    private static String lowerCase(CharSequence text, int begin, int end) {
        return text.subSequence(begin, end).toString().toLowerCase(Locale.ROOT);
    }
}
