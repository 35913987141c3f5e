package io.perennial.curator.privacy;

import io.perennial.curator.patterns.Symbols;

/**
 * Whether a span stands by itself. What is joined to more letters or digits is a piece of something longer: a version, a time, a
 * path, an identifier.
 */
final class Edges {
    private static final String GLUE_BEFORE = "./\\";
    private static final String GLUE_AFTER = "-.";
    private static final String NEVER_BEFORE = "-+@";
    private static final String NEVER_AFTER = "%@+";
    /** Characters between the colons of hardware addresses and times. */
    private static final int PAIR = 2;

    private Edges() {}

    static boolean isFreeBefore(CharSequence text, int begin) {
        if (begin == 0) {
            return true;
        }
        char before = text.charAt(begin - 1);
        if (Symbols.isWord(before) || NEVER_BEFORE.indexOf(before) >= 0) {
            return false;
        }
        boolean glue = GLUE_BEFORE.indexOf(before) >= 0 || (before == ':' && isColon(text, begin + PAIR));
        return !glue || begin == 1 || !Symbols.isWord(text.charAt(begin - 2));
    }

    static boolean isFreeAfter(CharSequence text, int end) {
        if (end == text.length()) {
            return true;
        }
        char after = text.charAt(end);
        if (Symbols.isWord(after) || NEVER_AFTER.indexOf(after) >= 0) {
            return false;
        }
        boolean glue = GLUE_AFTER.indexOf(after) >= 0 || (after == ':' && isColon(text, end - PAIR - 1));
        return !glue || end + 1 == text.length() || !Symbols.isWord(text.charAt(end + 1));
    }

    /** Colons separate what they also separate inside of the span; any other one ends it. */
    private static boolean isColon(CharSequence text, int index) {
        return index >= 0 && index < text.length() && text.charAt(index) == ':';
    }
}
