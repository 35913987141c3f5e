package io.perennial.curator.measures;

import java.util.List;
import java.util.Set;

/**
 * Metrics behind the rules of C4 (Raffel et al. 2020) as datatrove defines them (datatrove:src/datatrove/pipeline/filters/c4_filters.py).
 * C4 cuts lines out of a text before it looks at the rest; here the text stays whole, and the metrics say what C4 would have found. They
 * come twice, because C4 itself also cuts lines that do not end with an end mark, and FineWeb, which uses C4's rules, does not.
 * Takes linear time.
 */
public final class C4Quality {
    /** Metrics where lines need an end mark begin with this, the others with {@code c4_}. */
    private static final String TERMINATED = "c4_terminated_";

    private static final String ANY_END = "c4_";

    /** 1 if the first line that rejects the text does it for "lorem ipsum", else 0. */
    private static final String LOREM_IPSUM = "lorem_ipsum";
    /** 1 if the first line that rejects the text does it for an opening curly bracket, else 0. */
    private static final String CURLY_BRACKET = "curly_bracket";
    /** Sentences of the lines that stay. */
    private static final String SENTENCES = "sentences";
    /** Share of lines that do not stay. */
    private static final String DROPPED_LINE_RATIO = "dropped_line_ratio";

    /** Characters of the third-longest line, 0 if there are fewer than three: mC4's measure of a page of prose. */
    public static final String THIRD_LONGEST_LINE = "third_longest_line";

    private static final int LONGEST_WORD = 1000;
    private static final int FEWEST_WORDS = 3;

    private static final Phrases PHRASES = new Phrases(List.of(
            "lorem ipsum",
            "javascript",
            "terms of use",
            "privacy policy",
            "cookie policy",
            "uses cookies",
            "use of cookies",
            "use cookies"));
    private static final int LOREM_IPSUM_BIT = 1;
    private static final int JAVASCRIPT_BIT = 2;

    private C4Quality() {}

    public static Set<String> names() {
        return Set.of(
                ANY_END + LOREM_IPSUM,
                ANY_END + CURLY_BRACKET,
                ANY_END + SENTENCES,
                ANY_END + DROPPED_LINE_RATIO,
                TERMINATED + LOREM_IPSUM,
                TERMINATED + CURLY_BRACKET,
                TERMINATED + SENTENCES,
                TERMINATED + DROPPED_LINE_RATIO,
                THIRD_LONGEST_LINE);
    }

    static void measure(int[] text, Words words, Lines lines, Lines linesAtFeeds, Measures measures) {
        Kept anyEnd = new Kept();
        Kept terminated = new Kept();
        CitedLine line = new CitedLine(text);
        int word = 0;
        for (int i = 0; i < lines.count(); i++) {
            int first = word;
            boolean longWord = false;
            while (word < words.count() && words.start(word) < lines.end(i)) {
                longWord |= words.length(word) > LONGEST_WORD;
                word++;
            }
            if (!longWord && word - first >= FEWEST_WORDS) {
                line.read(words.start(first), words.end(word - 1));
                anyEnd.add(line);
                if (line.hasEndMark()) {
                    terminated.add(line);
                }
            }
        }
        anyEnd.measure(ANY_END, lines.count(), measures);
        terminated.measure(TERMINATED, lines.count(), measures);
        measures.put(THIRD_LONGEST_LINE, thirdLongest(linesAtFeeds));
    }

    private static int thirdLongest(Lines lines) {
        int first = 0;
        int second = 0;
        int third = 0;
        for (int line = 0; line < lines.count(); line++) {
            int length = lines.end(line) - lines.start(line);
            if (length > first) {
                third = second;
                second = first;
                first = length;
            } else if (length > second) {
                third = second;
                second = length;
            } else if (length > third) {
                third = length;
            }
        }
        return third;
    }

    /** One line without blanks around it and without citations such as {@code [1]}; what it holds is looked for once. */
    private static final class CitedLine {
        private static final List<int[]> CITATIONS = List.of(
                "[edit]".codePoints().toArray(),
                "[citation needed]".codePoints().toArray());

        private final int[] text;
        private final int[] characters;
        private int length;
        private int phrases;
        private boolean bracket;
        private int sentences;

        CitedLine(int[] text) {
            this.text = text;
            characters = new int[text.length];
        }

        void read(int start, int end) {
            length = 0;
            bracket = false;
            int i = start;
            while (i < end) {
                int behind = text[i] == '[' ? behindCitation(i, end) : i;
                if (behind > i) {
                    i = behind;
                } else {
                    bracket |= text[i] == '{';
                    characters[length++] = text[i++];
                }
            }
            phrases = PHRASES.in(characters, 0, length);
            sentences = 0;
        }

        /** Position behind the citation at {@code start}, or {@code start} if there is none. */
        private int behindCitation(int start, int end) {
            int i = start + 1;
            while (i < end && Character.isDigit(text[i])) {
                i++;
            }
            if (i < end && text[i] == ']') {
                return i + 1;
            }
            for (int[] citation : CITATIONS) {
                if (standsAt(citation, start, end)) {
                    return start + citation.length;
                }
            }
            return start;
        }

        private boolean standsAt(int[] citation, int start, int end) {
            if (start + citation.length > end) {
                return false;
            }
            for (int i = 0; i < citation.length; i++) {
                if (text[start + i] != citation[i]) {
                    return false;
                }
            }
            return true;
        }

        boolean hasEndMark() {
            if (length == 0) {
                return false;
            }
            return switch (characters[length - 1]) {
                case '?', '!', '"', '\'' -> true;
                case '.' -> length < 3 || characters[length - 2] != '.' || characters[length - 3] != '.';
                default -> false;
            };
        }

        int sentences() {
            if (sentences == 0) {
                sentences = Sentences.count(characters, 0, length);
            }
            return sentences;
        }
    }

    /** What is left of a text, line by line. */
    private static final class Kept {
        private boolean rejected;
        private boolean loremIpsum;
        private boolean curlyBracket;
        private int lines;
        private int sentences;

        void add(CitedLine line) {
            if ((line.phrases & LOREM_IPSUM_BIT) != 0) {
                loremIpsum |= !rejected;
                rejected = true;
            } else if (line.bracket && (line.phrases & JAVASCRIPT_BIT) == 0) {
                curlyBracket |= !rejected;
                rejected = true;
            } else if (line.phrases == 0) {
                lines++;
                sentences += line.sentences();
            }
        }

        void measure(String prefix, int allLines, Measures measures) {
            measures.put(prefix + LOREM_IPSUM, loremIpsum ? 1 : 0);
            measures.put(prefix + CURLY_BRACKET, curlyBracket ? 1 : 0);
            measures.put(prefix + SENTENCES, sentences);
            measures.put(prefix + DROPPED_LINE_RATIO, allLines == 0 ? 0 : 1 - (double) lines / allLines);
        }
    }
}
