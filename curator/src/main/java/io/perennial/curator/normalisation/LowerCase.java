package io.perennial.curator.normalisation;

import java.util.Locale;

/**
 * Lower case as Unicode defines it (section 3.13, condition Final_Sigma) and Python computes it. Java's own form looks for the end of a
 * Greek word with a word iterator, which takes a hyphen for a letter, and copies the whole text for each letter whose small form is longer.
 */
public final class LowerCase {
    private static final char CAPITAL_SIGMA = '\u03A3';
    private static final char SMALL_SIGMA = '\u03C3';
    private static final char FINAL_SIGMA = '\u03C2';
    /** The one capital letter whose small form is longer. */
    private static final String CAPITAL_I_WITH_DOT = "\u0130";

    private static final String SMALL_I_AND_DOT = "i\u0307";
    /** Word_Break is MidLetter, MidNumLet or Single_Quote: Case_Ignorable whatever their category. */
    private static final String INSIDE_WORDS =
            "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private LowerCase() {}

    /** Takes linear time. */
    public static String of(String text) {
        String longer = text.replace(CAPITAL_I_WITH_DOT, SMALL_I_AND_DOT);
        return (longer.indexOf(CAPITAL_SIGMA) < 0 ? longer : withSmallSigmas(longer)).toLowerCase(Locale.ROOT);
    }

    private static String withSmallSigmas(String text) {
        StringBuilder small = new StringBuilder(text);
        for (int at = text.indexOf(CAPITAL_SIGMA); at >= 0; at = text.indexOf(CAPITAL_SIGMA, at + 1)) {
            boolean last = isCasedBefore(text, at) && !isCasedFrom(text, at + 1);
            small.setCharAt(at, last ? FINAL_SIGMA : SMALL_SIGMA);
        }
        return small.toString();
    }

    private static boolean isCasedBefore(String text, int end) {
        int at = end;
        while (at > 0) {
            int codePoint = text.codePointBefore(at);
            if (!isIgnorable(codePoint)) {
                return isCased(codePoint);
            }
            at -= Character.charCount(codePoint);
        }
        return false;
    }

    private static boolean isCasedFrom(String text, int start) {
        int at = start;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (!isIgnorable(codePoint)) {
                return isCased(codePoint);
            }
            at += Character.charCount(codePoint);
        }
        return false;
    }

    private static boolean isCased(int codePoint) {
        return Character.isUpperCase(codePoint) || Character.isLowerCase(codePoint) || Character.isTitleCase(codePoint);
    }

    private static boolean isIgnorable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> INSIDE_WORDS.indexOf(codePoint) >= 0;
        };
    }
}
