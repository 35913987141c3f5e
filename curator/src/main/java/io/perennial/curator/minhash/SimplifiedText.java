package io.perennial.curator.minhash;

import io.perennial.curator.normalisation.LowerCase;
import io.perennial.curator.normalisation.Whitespace;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The words of a text without what should not tell two texts apart: in lower case, each number as {@code 0}, no punctuation, no
 * accents. What is a number and what is punctuation is as in datatrove (src/datatrove/utils/text.py, simplify_text), words are split at
 * white space. A run of words lies in one piece, a blank between two words. The buffers are used again for the next text, so one
 * instance belongs to one thread.
 */
final class SimplifiedText {
    /** Ranges, both ends included. It is not the set of the Gopher rules: datatrove removes fewer characters here. */
    private static final BitSet PUNCTUATION = ranges(
            0x00, 0x08, 0x0B, 0x1F, 0x21, 0x2F, 0x3A, 0x40, 0x5B, 0x60, 0x7B, 0x9F, 0xAB, 0xAB, 0xB4, 0xB4, 0xBB, 0xBB,
            0x2013, 0x2014, 0x2019, 0x2019, 0x201C, 0x201E, 0x2026, 0x2026, 0x2236, 0x2236, 0x2501, 0x2501, 0x25BA,
            0x25BA, 0x3001, 0x3002, 0x3008, 0x300D, 0x3010, 0x3011, 0xFF01, 0xFF01, 0xFF05, 0xFF05, 0xFF08, 0xFF09,
            0xFF0C, 0xFF0C, 0xFF0E, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF1F, 0xFF5E, 0xFF5E);

    private static final String DECIMAL_SEPARATORS = ".,،٫⎖⎗⎘";

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private int[] starts = new int[1 << 9];
    private int words;
    private final StringBuilder accented = new StringBuilder();

    void read(String text) {
        length = 0;
        words = 0;
        String lower = LowerCase.of(text);
        int at = 0;
        while (at < lower.length()) {
            at = isSeparator(lower.charAt(at)) ? at + 1 : readWord(lower, at);
        }
    }

    int words() {
        return words;
    }

    /** Holds all words as UTF-8; valid until the next text is read. */
    byte[] bytes() {
        return bytes;
    }

    /** Where a word begins in {@link #bytes()}. */
    int start(int word) {
        return starts[word];
    }

    /** Behind the last byte of a word in {@link #bytes()}. */
    int end(int word) {
        return word + 1 < words ? starts[word + 1] - 1 : length - 1;
    }

    /** Appends the word that begins at {@code from}. Returns the index behind it. */
    private int readWord(String text, int from) {
        int start = length;
        boolean ascii = true;
        int at = from;
        accented.setLength(0);
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            int codePoint = text.codePointAt(at);
            if (Character.isDigit(codePoint)) {
                at = endOfNumber(text, at);
                codePoint = '0';
            } else {
                at += Character.charCount(codePoint);
            }
            if (ascii && codePoint < 0x80) {
                append((byte) codePoint);
            } else {
                ascii = false;
                accented.appendCodePoint(codePoint);
            }
        }
        if (!ascii) {
            appendWithoutAccents(start);
        }
        if (length > start) {
            addWord(start);
        }
        return at;
    }

    /** What stands before the first character beyond ASCII is in place already; a mark after its last letter must find it there. */
    private void appendWithoutAccents(int start) {
        String ascii = new String(bytes, start, length - start, StandardCharsets.US_ASCII);
        StringBuilder plain = new StringBuilder(accented.length());
        Normalizer.normalize(ascii + accented, Normalizer.Form.NFD)
                .codePoints()
                .filter(codePoint -> Character.getType(codePoint) != Character.NON_SPACING_MARK)
                .forEach(plain::appendCodePoint);
        length = start;
        for (byte one : plain.toString().getBytes(StandardCharsets.UTF_8)) {
            append(one);
        }
    }

    private void addWord(int start) {
        if (words == starts.length) {
            starts = Arrays.copyOf(starts, 2 * words);
        }
        starts[words++] = start;
        append((byte) ' ');
    }

    private void append(byte one) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = one;
    }

    /** Digits of any script, and once a decimal separator with more digits behind it. */
    private static int endOfNumber(String text, int from) {
        int end = endOfDigits(text, from);
        if (end < text.length() && DECIMAL_SEPARATORS.indexOf(text.charAt(end)) >= 0) {
            int fraction = endOfDigits(text, end + 1);
            return fraction > end + 1 ? fraction : end;
        }
        return end;
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isDigit(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    /** All separators lie in the basic plane. */
    private static boolean isSeparator(char c) {
        return PUNCTUATION.get(c) || Whitespace.isSpace(c);
    }

    private static BitSet ranges(int... ends) {
        BitSet set = new BitSet();
        for (int i = 0; i < ends.length; i += 2) {
            set.set(ends[i], ends[i + 1] + 1);
        }
        return set;
    }
}
