package io.perennial.curator.measures;

import io.perennial.curator.normalisation.Whitespace;
import java.util.Set;

/**
 * Metrics behind the quality rules of Gopher (Rae et al. 2021, table A1) as datatrove defines them
 * (datatrove:src/datatrove/pipeline/filters/gopher_quality_filter.py), over words split at white space. Ratios of an empty text
 * are 0. Takes linear time.
 */
public final class GopherQuality {
    /** Words that hold at least one character that is no symbol. */
    public static final String WORDS = "words";
    /** Mean characters of those words. */
    public static final String MEAN_WORD_LENGTH = "mean_word_length";
    /** Hash signs for each word. */
    public static final String HASH_RATIO = "hash_ratio";
    /** Ellipses for each word. */
    public static final String ELLIPSIS_RATIO = "ellipsis_ratio";
    /** Share of lines that start with a bullet. */
    public static final String BULLET_LINE_RATIO = "bullet_line_ratio";
    /** Share of lines that end with an ellipsis. */
    public static final String ELLIPSIS_LINE_RATIO = "ellipsis_line_ratio";
    /** Share of words with a letter. */
    public static final String ALPHABETIC_WORD_RATIO = "alphabetic_word_ratio";
    /** Number of distinct English stop words, case-sensitive. */
    public static final String STOP_WORDS = "stop_words";

    private static final long[] PACKED_STOP_WORDS = {
        pack("the"), pack("be"), pack("to"), pack("of"), pack("and"), pack("that"), pack("have"), pack("with")
    };
    private static final int LONGEST_STOP_WORD = 4;
    private static final int ELLIPSIS = '…';

    private GopherQuality() {}

    public static Set<String> names() {
        return Set.of(
                WORDS,
                MEAN_WORD_LENGTH,
                HASH_RATIO,
                ELLIPSIS_RATIO,
                BULLET_LINE_RATIO,
                ELLIPSIS_LINE_RATIO,
                ALPHABETIC_WORD_RATIO,
                STOP_WORDS);
    }

    /** @param lines at all line breaks */
    static void measure(int[] text, Words words, Lines lines, Measures measures) {
        measureWords(text, words, measures);
        measureSymbols(text, words.count(), measures);
        measureLines(text, lines, measures);
    }

    private static void measureWords(int[] text, Words words, Measures measures) {
        int nonSymbolWords = 0;
        long nonSymbolCharacters = 0;
        int alphabeticWords = 0;
        int stopWordsSeen = 0;
        for (int word = 0; word < words.count(); word++) {
            int start = words.start(word);
            int end = words.end(word);
            if (hasNonSymbol(text, start, end)) {
                nonSymbolWords++;
                nonSymbolCharacters += end - start;
            }
            if (hasLetter(text, start, end)) {
                alphabeticWords++;
            }
            stopWordsSeen |= stopWordBit(text, start, end);
        }
        measures.put(WORDS, nonSymbolWords);
        measures.put(MEAN_WORD_LENGTH, Ratio.of(nonSymbolCharacters, nonSymbolWords));
        measures.put(ALPHABETIC_WORD_RATIO, Ratio.of(alphabeticWords, words.count()));
        measures.put(STOP_WORDS, Integer.bitCount(stopWordsSeen));
    }

    private static void measureSymbols(int[] text, int words, Measures measures) {
        int hashes = 0;
        int ellipses = 0;
        int dots = 0;
        for (int c : text) {
            if (c == '#') {
                hashes++;
            }
            dots = c == '.' ? dots + 1 : 0;
            if (c == ELLIPSIS || dots == 3) {
                ellipses++;
                dots = 0;
            }
        }
        measures.put(HASH_RATIO, Ratio.of(hashes, words));
        measures.put(ELLIPSIS_RATIO, Ratio.of(ellipses, words));
    }

    private static void measureLines(int[] text, Lines lines, Measures measures) {
        int bullets = 0;
        int ellipses = 0;
        for (int line = 0; line < lines.count(); line++) {
            bullets += startsWithBullet(text, lines.start(line), lines.end(line)) ? 1 : 0;
            ellipses += endsWithEllipsis(text, lines.start(line), lines.end(line)) ? 1 : 0;
        }
        measures.put(BULLET_LINE_RATIO, Ratio.of(bullets, lines.count()));
        measures.put(ELLIPSIS_LINE_RATIO, Ratio.of(ellipses, lines.count()));
    }

    private static boolean startsWithBullet(int[] text, int start, int end) {
        int i = start;
        while (i < end && Whitespace.isSpace(text[i])) {
            i++;
        }
        return i < end && (text[i] == '•' || text[i] == '-');
    }

    private static boolean endsWithEllipsis(int[] text, int start, int end) {
        int last = end - 1;
        while (last >= start && Whitespace.isSpace(text[last])) {
            last--;
        }
        if (last < start) {
            return false;
        }
        return text[last] == ELLIPSIS
                || (last - 2 >= start && text[last] == '.' && text[last - 1] == '.' && text[last - 2] == '.');
    }

    private static boolean hasNonSymbol(int[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!PunctuationSet.contains(text[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLetter(int[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.isLetter(text[i])) {
                return true;
            }
        }
        return false;
    }

    /** One bit for each stop word. Words are compared as packed integers, since this runs for every word of every document. */
    private static int stopWordBit(int[] text, int start, int end) {
        if (end - start > LONGEST_STOP_WORD) {
            return 0;
        }
        long packed = 0;
        for (int i = start; i < end; i++) {
            if (text[i] > 'z') {
                return 0;
            }
            packed = packed << 8 | text[i];
        }
        for (int i = 0; i < PACKED_STOP_WORDS.length; i++) {
            if (PACKED_STOP_WORDS[i] == packed) {
                return 1 << i;
            }
        }
        return 0;
    }

    private static long pack(String word) {
        long packed = 0;
        for (int i = 0; i < word.length(); i++) {
            packed = packed << 8 | word.charAt(i);
        }
        return packed;
    }
}
