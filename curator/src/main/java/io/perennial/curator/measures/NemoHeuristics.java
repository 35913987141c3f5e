package io.perennial.curator.measures;

import java.util.List;
import java.util.Set;

/**
 * Metrics behind the heuristic filters of NeMo Curator that datatrove does not have
 * (NeMo-Curator:nemo_curator/stages/text/filters/heuristic/string.py); those over single characters are {@link CharacterShares}. Ratios
 * of an empty text are 0. Takes linear time.
 */
public final class NemoHeuristics {
    /** Share of paragraphs that hold a phrase such as "privacy policy"; 1 if any holds "lorem ipsum". */
    public static final String BOILERPLATE_PARAGRAPH_RATIO = "boilerplate_paragraph_ratio";
    /** Share of lines that are not blank and do not end with an end mark. */
    public static final String UNFINISHED_LINE_RATIO = "unfinished_line_ratio";
    /** Share of lines that are not blank and end with an ellipsis or "read more". */
    public static final String CUT_LINE_RATIO = "cut_line_ratio";
    /** Words between white space, symbols among them. */
    public static final String ALL_WORDS = "all_words";
    /** Mean characters of those words. */
    public static final String MEAN_LENGTH_OF_ALL_WORDS = "mean_length_of_all_words";
    /** Characters of the longest of those words. */
    public static final String LONGEST_WORD = "longest_word";

    /** The short ones of NeMo's phrases. Of its five whole sentences about cookies three hold none of these; they are not looked for. */
    private static final Phrases BOILERPLATE = new Phrases(List.of(
            "lorem ipsum",
            "terms of use",
            "privacy policy",
            "cookie policy",
            "uses cookies",
            "privacy overview",
            "use of cookies",
            "use cookies",
            "privacy & cookies policy",
            "privacy and cookies policy"));

    private static final int LOREM_IPSUM_BIT = 1;

    private static final List<String> CUTS =
            List.of("...", "[...]", "…", "(...)", "[…]", "-»", "read more..", "read more");

    private NemoHeuristics() {}

    public static Set<String> names() {
        return Set.of(
                BOILERPLATE_PARAGRAPH_RATIO,
                UNFINISHED_LINE_RATIO,
                CUT_LINE_RATIO,
                ALL_WORDS,
                MEAN_LENGTH_OF_ALL_WORDS,
                LONGEST_WORD);
    }

    /** @param lines at line feeds */
    static void measure(int[] text, Words words, Lines lines, Measures measures) {
        measures.put(BOILERPLATE_PARAGRAPH_RATIO, boilerplateParagraphs(text));
        measureLines(text, words, lines, measures);
        long characters = 0;
        int longest = 0;
        for (int word = 0; word < words.count(); word++) {
            characters += words.length(word);
            longest = Math.max(longest, words.length(word));
        }
        measures.put(ALL_WORDS, words.count());
        measures.put(MEAN_LENGTH_OF_ALL_WORDS, Ratio.of(characters, words.count()));
        measures.put(LONGEST_WORD, longest);
    }

    /** Paragraphs lie between pairs of line feeds; three or four of them in a row leave one that is blank. */
    private static double boilerplateParagraphs(int[] text) {
        int paragraphs = 0;
        int boilerplate = 0;
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            boolean pair = i + 1 < text.length && text[i] == '\n' && text[i + 1] == '\n';
            if (pair || i == text.length) {
                int phrases = BOILERPLATE.in(text, start, i);
                if ((phrases & LOREM_IPSUM_BIT) != 0) {
                    return 1;
                }
                paragraphs++;
                boilerplate += phrases != 0 ? 1 : 0;
                i += pair ? 1 : 0;
                start = i + 1;
            }
        }
        return Ratio.of(boilerplate, paragraphs);
    }

    /** A line without its blanks reaches from its first word to its last one. */
    private static void measureLines(int[] text, Words words, Lines lines, Measures measures) {
        int nonBlank = 0;
        int unfinished = 0;
        int cut = 0;
        int word = 0;
        for (int line = 0; line < lines.count(); line++) {
            int first = word;
            while (word < words.count() && words.start(word) < lines.end(line)) {
                word++;
            }
            if (word > first) {
                nonBlank++;
                unfinished += isEndMark(text[words.end(word - 1) - 1]) ? 0 : 1;
                cut += isCut(text, words.start(first), words.end(word - 1)) ? 1 : 0;
            }
        }
        measures.put(UNFINISHED_LINE_RATIO, Ratio.of(unfinished, nonBlank));
        measures.put(CUT_LINE_RATIO, Ratio.of(cut, nonBlank));
    }

    private static boolean isEndMark(int c) {
        return c == '.' || c == '?' || c == '!' || c == '"' || c == '\'';
    }

    private static boolean isCut(int[] text, int start, int end) {
        for (String mark : CUTS) {
            if (endsWith(mark, text, start, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(String mark, int[] text, int start, int end) {
        if (end - start < mark.length()) {
            return false;
        }
        for (int i = 0; i < mark.length(); i++) {
            if (Phrases.small(text[end - mark.length() + i]) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
