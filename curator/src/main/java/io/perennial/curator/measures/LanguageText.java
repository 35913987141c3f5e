package io.perennial.curator.measures;

import java.util.function.IntPredicate;
import opennlp.tools.util.normalizer.ShrinkCharSequenceNormalizer;
import opennlp.tools.util.normalizer.TwitterCharSequenceNormalizer;
import opennlp.tools.util.normalizer.UrlCharSequenceNormalizer;

/**
 * What the normalisers of OpenNLP's language detector make of a text, in lower case, to the character, without trying a pattern where it cannot match.
 * What every other text holds is done by hand: dashes, emoticons, numbers, blanks. The rest is left to the normalisers.
 */
final class LanguageText {
    /** OpenNLP's range of emoji; all that is not a surrogate counts, to the end of the plane. */
    private static final int FIRST_EMOJI = 0xD83C;

    private static final String VOWELS = "aeiou";

    private LanguageText() {}

    /** @param text without surrogates */
    static String normalise(String text) {
        String normal = runsAsBlank(text, c -> c == '-' || c >= FIRST_EMOJI, 1);
        if (normal.contains("://") || normal.indexOf('@') >= 0) {
            normal = UrlCharSequenceNormalizer.getInstance().normalize(normal).toString();
        }
        normal = mayBeTweet(normal)
                ? TwitterCharSequenceNormalizer.getInstance().normalize(normal).toString()
                : emoticonsAsBlank(normal);
        normal = runsAsBlank(normal, c -> c >= '0' && c <= '9', 1);
        normal = runsAsBlank(normal, LanguageText::isBlank, 2);
        normal = mayHoldOneThrice(normal)
                ? ShrinkCharSequenceNormalizer.getInstance().normalize(normal).toString()
                : normal.trim();
        return inLowerCase(normal);
    }

    /** Character by character: a string's own lower case knows words. */
    private static String inLowerCase(String text) {
        char[] lower = text.toCharArray();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Character.toLowerCase(lower[i]);
        }
        return new String(lower);
    }

    private static String runsAsBlank(String text, IntPredicate replaced, int leastLength) {
        char[] chars = text.toCharArray();
        int length = 0;
        for (int begin = 0; begin < chars.length; ) {
            int end = begin;
            while (end < chars.length && replaced.test(chars[end])) {
                end++;
            }
            boolean isRun = end > begin && end - begin >= leastLength;
            chars[length++] = isRun ? ' ' : chars[begin];
            begin = isRun ? end : begin + 1;
        }
        return new String(chars, 0, length);
    }

    /** The dash that an emoticon may have is a blank already. */
    private static String emoticonsAsBlank(String text) {
        char[] chars = text.toCharArray();
        int length = 0;
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            boolean eyes = c == ':' || c == ';' || c == 'x' || c == 'X';
            boolean face = eyes && i + 1 < chars.length && "()dopDOP".indexOf(chars[i + 1]) >= 0;
            chars[length++] = face ? ' ' : c;
            i += face ? 1 : 0;
        }
        return new String(chars, 0, length);
    }

    /** True if it holds a tag, a name, a retweet or laughter; sometimes also if not. */
    private static boolean mayBeTweet(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '#' || c == '@' || mayBeRetweet(text, i) || mayBeLaughter(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayBeRetweet(String text, int at) {
        if (at + 2 >= text.length() || lower(text.charAt(at)) != 'r' || lower(text.charAt(at + 1)) != 't') {
            return false;
        }
        char behind = text.charAt(at + 2);
        return (behind == ' ' || behind == ':') && (at == 0 || !isLetterOrDigit(text.charAt(at - 1)));
    }

    private static boolean mayBeLaughter(String text, int at) {
        if (!isBreath(text.charAt(at))) {
            return false;
        }
        int behindVowels = at + 1;
        while (behindVowels < text.length() && isVowel(text.charAt(behindVowels))) {
            behindVowels++;
        }
        int behind = behindVowels;
        while (behind < text.length() && isBreath(text.charAt(behind))) {
            behind++;
        }
        return behindVowels > at + 1 && behind > behindVowels && behind < text.length() && isVowel(text.charAt(behind));
    }

    private static boolean mayHoldOneThrice(String text) {
        for (int i = 2; i < text.length(); i++) {
            char c = lower(text.charAt(i));
            if (c == lower(text.charAt(i - 1)) && c == lower(text.charAt(i - 2))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBreath(char c) {
        return lower(c) == 'h' || lower(c) == 'j';
    }

    private static boolean isVowel(char c) {
        return VOWELS.indexOf(lower(c)) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
    }

    /** The blanks of {@code \s}. */
    private static boolean isBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }
}
