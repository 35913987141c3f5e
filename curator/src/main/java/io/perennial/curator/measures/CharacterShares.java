package io.perennial.curator.measures;

import java.util.Set;

/**
 * Shares of characters as the heuristic filters of NeMo Curator count them
 * (NeMo-Curator:nemo_curator/stages/text/filters/heuristic/string.py), from 0 to 1; 0 for an empty text, where NeMo says 1. Takes
 * linear time.
 */
public final class CharacterShares {
    /** Characters other than letters and digits of ASCII, line feeds and {@code ? ! , .}: blanks count, too. */
    public static final String NON_ALPHANUMERIC_RATIO = "non_alphanumeric_ratio";
    /** Decimal digits of any script. */
    public static final String DIGIT_RATIO = "digit_ratio";
    /** Web addresses, from {@code http} to the first slash behind the host. */
    public static final String URL_RATIO = "url_ratio";
    /** Blanks, tabs, line feeds, carriage returns and backspaces. */
    public static final String WHITE_SPACE_RATIO = "white_space_ratio";
    /** Round, square, curly and mathematical angle brackets. */
    public static final String BRACKET_RATIO = "bracket_ratio";

    private CharacterShares() {}

    public static Set<String> names() {
        return Set.of(NON_ALPHANUMERIC_RATIO, DIGIT_RATIO, URL_RATIO, WHITE_SPACE_RATIO, BRACKET_RATIO);
    }

    static void measure(int[] text, Measures measures) {
        int alphanumeric = 0;
        int digits = 0;
        int whiteSpace = 0;
        int brackets = 0;
        int urls = 0;
        int behindUrl = 0;
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            alphanumeric += isAlphanumeric(c) ? 1 : 0;
            digits += Character.isDigit(c) ? 1 : 0;
            whiteSpace += c == ' ' || (c >= '\b' && c <= '\n') || c == '\r' ? 1 : 0;
            brackets += isBracket(c) ? 1 : 0;
            if (c == 'h' && i >= behindUrl) {
                behindUrl = behindUrl(text, i);
                urls += behindUrl - i;
            }
        }
        measures.put(NON_ALPHANUMERIC_RATIO, Ratio.of(text.length - alphanumeric, text.length));
        measures.put(DIGIT_RATIO, Ratio.of(digits, text.length));
        measures.put(URL_RATIO, Ratio.of(urls, text.length));
        measures.put(WHITE_SPACE_RATIO, Ratio.of(whiteSpace, text.length));
        measures.put(BRACKET_RATIO, Ratio.of(brackets, text.length));
    }

    private static boolean isAlphanumeric(int c) {
        return isLetterOrDigit(c) || c == '\n' || c == '?' || c == '!' || c == ',' || c == '.';
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isBracket(int c) {
        return switch (c) {
            case '(', ')', '[', ']', '{', '}', '⟨', '⟩' -> true;
            default -> false;
        };
    }

    /** Position behind the address that begins at {@code start}, or {@code start} if none does. */
    private static int behindUrl(int[] text, int start) {
        int scheme = behind("http", text, start);
        if (scheme == start) {
            return start;
        }
        if (scheme < text.length && text[scheme] == 's') {
            scheme++;
        }
        int host = behind("://", text, scheme);
        if (host == scheme) {
            return start;
        }
        int i = host;
        int next = behindUrlCharacter(text, i);
        while (next > i) {
            i = next;
            next = behindUrlCharacter(text, i);
        }
        return i == host ? start : i;
    }

    private static int behindUrlCharacter(int[] text, int i) {
        if (i == text.length) {
            return i;
        }
        return switch (text[i]) {
            case '$', '-', '_', '@', '.', '&', '+', '!', '*', '(', ')', ',' -> i + 1;
            case '%' -> i + 2 < text.length && isHexDigit(text[i + 1]) && isHexDigit(text[i + 2]) ? i + 3 : i;
            default -> isLetterOrDigit(text[i]) ? i + 1 : i;
        };
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static int behind(String expected, int[] text, int start) {
        if (start + expected.length() > text.length) {
            return start;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (text[start + i] != expected.charAt(i)) {
                return start;
            }
        }
        return start + expected.length();
    }
}
