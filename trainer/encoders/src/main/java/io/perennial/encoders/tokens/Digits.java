package io.perennial.encoders.tokens;

import java.util.regex.Pattern;

/** How digits become tokens. */
public enum Digits {
    /** Every digit is a token of its own, so that numbers keep their value and do not fill the vocabulary. Loses nothing. */
    SINGLE(" ?\\p{L}+| ?\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    /**
     * Every digit is read as 0, and digits join with the marks around them: a time stamp, an address or an id becomes its shape, a
     * token or two. Loses the values, which in log lines are mostly noise.
     */
    SHAPE(" ?\\p{L}+| ?[^\\s\\p{L}]+|\\s+(?!\\S)|\\s+");

    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}");

    private final Pattern pieces;

    Digits(String pieces) {
        this.pieces = Pattern.compile(pieces);
    }

    /** What cuts a text into pieces that no token crosses. */
    Pattern pieces() {
        return pieces;
    }

    String apply(String text) {
        return this == SHAPE ? DIGIT.matcher(text).replaceAll("0") : text;
    }
}
