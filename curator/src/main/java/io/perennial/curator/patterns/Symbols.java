package io.perennial.curator.patterns;

import java.util.BitSet;

/**
 * The alphabet of {@link LinePattern}: ASCII as it is, and three symbols for all other characters. That keeps its tables small, and
 * no pattern tells one letter outside ASCII from another.
 */
public final class Symbols {
    private static final int ASCII = 128;
    private static final int OTHER_WORD = ASCII;
    private static final int OTHER_SPACE = ASCII + 1;
    private static final int OTHER = ASCII + 2;
    static final int COUNT = ASCII + 3;

    private Symbols() {}

    static int of(char c) {
        if (c < ASCII) {
            return c;
        }
        if (Character.isLetterOrDigit(c)) {
            return OTHER_WORD;
        }
        return isSpace(c) ? OTHER_SPACE : OTHER;
    }

    /** White space separates the tokens of a line. */
    public static boolean isSpace(char c) {
        return c <= ' ' || (c >= ASCII && (Character.isWhitespace(c) || Character.isSpaceChar(c)));
    }

    /** Letters and digits of any script, and the underscore. */
    public static boolean isWord(char c) {
        int symbol = of(c);
        return symbol == OTHER_WORD || (symbol < ASCII && isAsciiWord(symbol));
    }

    /** Digits of any script. */
    public static boolean isDigit(char c) {
        return c < ASCII ? c >= '0' && c <= '9' : Character.isDigit(c);
    }

    static BitSet digits() {
        BitSet set = new BitSet(COUNT);
        set.set('0', '9' + 1);
        return set;
    }

    static BitSet words() {
        BitSet set = new BitSet(COUNT);
        for (int symbol = 0; symbol < ASCII; symbol++) {
            set.set(symbol, isAsciiWord(symbol));
        }
        set.set(OTHER_WORD);
        return set;
    }

    static BitSet spaces() {
        BitSet set = new BitSet(COUNT);
        for (char c = 0; c < ASCII; c++) {
            set.set(c, isSpace(c));
        }
        set.set(OTHER_SPACE);
        return set;
    }

    static BitSet all() {
        BitSet set = new BitSet(COUNT);
        set.set(0, COUNT);
        return set;
    }

    static BitSet not(BitSet set) {
        BitSet complement = all();
        complement.andNot(set);
        return complement;
    }

    private static boolean isAsciiWord(int symbol) {
        return (symbol >= '0' && symbol <= '9')
                || (symbol >= 'a' && symbol <= 'z')
                || (symbol >= 'A' && symbol <= 'Z')
                || symbol == '_';
    }
}
