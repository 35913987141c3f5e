package io.perennial.curator.measures;

import io.perennial.curator.normalisation.Whitespace;
import java.util.Set;

/**
 * Metrics behind the rules of FineWeb (Penedo et al. 2024) as datatrove defines them
 * (datatrove:src/datatrove/pipeline/filters/fineweb_quality_filter.py), over lines that are not blank, except that a line may end with
 * any character of the Unicode property Sentence_Terminal. Ratios of a text without such lines are 0. Takes linear time.
 */
public final class FineWebQuality {
    public static final String NON_BLANK_LINES = "non_blank_lines";
    /** Share of lines that end with a sentence terminal. */
    public static final String TERMINATED_LINES = "line_punct_ratio";
    /** Share of lines of at most 30 characters. */
    public static final String SHORT_LINES = "short_line_ratio";
    /** Characters of repeated lines for each character that is no line feed. */
    public static final String REPEATED_CHARACTERS = "char_dup_ratio";
    /** Line feeds for each word. */
    public static final String LINE_FEEDS = "list_ratio";

    private static final int LONGEST_SHORT_LINE = 30;

    private FineWebQuality() {}

    public static Set<String> names() {
        return Set.of(NON_BLANK_LINES, TERMINATED_LINES, SHORT_LINES, REPEATED_CHARACTERS, LINE_FEEDS);
    }

    /** @param lines at line feeds */
    static void measure(int[] text, Words words, Lines lines, Measures measures) {
        HashCounts seen = new HashCounts(lines.count());
        int nonBlank = 0;
        int terminated = 0;
        int shortLines = 0;
        int repeatedCharacters = 0;
        for (int line = 0; line < lines.count(); line++) {
            int start = lines.start(line);
            int end = lines.end(line);
            if (isBlank(text, start, end)) {
                continue;
            }
            nonBlank++;
            terminated += Sentences.isTerminal(text[end - 1]) ? 1 : 0;
            shortLines += end - start <= LONGEST_SHORT_LINE ? 1 : 0;
            repeatedCharacters += seen.add(GopherRepetition.hash(text, start, end)) > 1 ? end - start : 0;
        }
        int lineFeeds = lines.count() - 1;
        measures.put(NON_BLANK_LINES, nonBlank);
        measures.put(TERMINATED_LINES, Ratio.of(terminated, nonBlank));
        measures.put(SHORT_LINES, Ratio.of(shortLines, nonBlank));
        measures.put(REPEATED_CHARACTERS, Ratio.of(repeatedCharacters, text.length - lineFeeds));
        measures.put(LINE_FEEDS, Ratio.of(lineFeeds, words.count()));
    }

    private static boolean isBlank(int[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Whitespace.isSpace(text[i])) {
                return false;
            }
        }
        return true;
    }
}
