package io.perennial.curator.measures;

import java.util.ArrayList;
import java.util.List;

/** Finds given phrases in a text, whatever their case. Immutable. */
final class Phrases {
    private static final int ASCII = 0x80;
    private static final int KELVIN_SIGN = 0x212A;

    /** Phrases by their first character: this is looked at for every character of every document. */
    private final Phrase[][] byFirst = new Phrase[ASCII][];

    /** @param bit what is answered if it is found */
    @SuppressWarnings("ArrayRecordComponent") // Lives inside this class; never compared.
    private record Phrase(int[] characters, int bit) {}

    /** @param phrases in small letters of ASCII, at most 31 */
    Phrases(List<String> phrases) {
        for (int first = 0; first < ASCII; first++) {
            List<Phrase> found = new ArrayList<>();
            for (int i = 0; i < phrases.size(); i++) {
                if (phrases.get(i).charAt(0) == first) {
                    found.add(new Phrase(phrases.get(i).chars().toArray(), 1 << i));
                }
            }
            byFirst[first] = found.toArray(Phrase[]::new);
        }
    }

    /** Bit i is set if the i-th phrase stands between {@code start} and {@code end}. */
    int in(int[] text, int start, int end) {
        int found = 0;
        for (int i = start; i < end; i++) {
            int first = small(text[i]);
            if (first < ASCII) {
                for (Phrase phrase : byFirst[first]) {
                    if ((found & phrase.bit) == 0 && standsAt(phrase.characters, text, i, end)) {
                        found |= phrase.bit;
                    }
                }
            }
        }
        return found;
    }

    private static boolean standsAt(int[] phrase, int[] text, int position, int end) {
        if (position + phrase.length > end) {
            return false;
        }
        for (int i = 1; i < phrase.length; i++) {
            if (small(text[position + i]) != phrase[i]) {
                return false;
            }
        }
        return true;
    }

    /** The small letter as Python has it, where that is one of ASCII. */
    static int small(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c + ('a' - 'A');
        }
        return c == KELVIN_SIGN ? 'k' : c;
    }
}
