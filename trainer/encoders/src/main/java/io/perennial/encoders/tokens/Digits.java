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
    SHAPE(" ?\\p{L}+| ?[^\\s\\p{L}]+|\\s+(?!\\S)|\\s+"),
    /** Digits join to numbers, and texts are cut as GPT-2 cuts them: for tokenizers that others trained. Loses nothing. */
    GROUPED(Digits.GPT2),
    /** The same with a blank before a text that does not begin with one. */
    GROUPED_AFTER_BLANK(Digits.GPT2);

    /** As in the tokenizers library (openai/gpt-2:src/encoder.py); blanks are those of Unicode. */
    private static final String GPT2 =
            "(?U)'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}");

    private final Pattern pieces;

    Digits(String pieces) {
        this.pieces = Pattern.compile(pieces);
    }

    /** True for the ways of others: pieces are never cut, and merges that spell the same text make the same token. */
    public boolean isForeign() {
        return this == GROUPED || this == GROUPED_AFTER_BLANK;
    }

    /** What cuts a text into pieces that no token crosses. */
    public Pattern pieces() {
        return pieces;
    }

    String apply(String text) {
        return switch (this) {
            case SHAPE -> DIGIT.matcher(text).replaceAll("0");
            case GROUPED_AFTER_BLANK -> text.isEmpty() || text.startsWith(" ") ? text : " " + text;
            case SINGLE, GROUPED -> text;
        };
    }
}
