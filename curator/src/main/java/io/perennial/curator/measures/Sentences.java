package io.perennial.curator.measures;

/**
 * Sentences of a line as datatrove finds them where it has no tokenizer for a language
 * (datatrove:src/datatrove/utils/word_tokenizers.py, WhitespaceTokenizer), except that what ends a sentence is the whole Unicode
 * property Sentence_Terminal. A sentence is at least one character, then a run of terminals and a closing quote; a full stop behind a
 * single capital letter is an abbreviation if the line has another terminal further on. Takes linear time.
 */
final class Sentences {
    private static final CodePointSet TERMINALS = CodePointSet.read("/measures/sentence-terminals.txt");

    private Sentences() {}

    static boolean isTerminal(int codePoint) {
        return codePoint < 0x80
                ? codePoint == '.' || codePoint == '!' || codePoint == '?'
                : TERMINALS.contains(codePoint);
    }

    /** Sentences between {@code start} and {@code end}, at least one. What follows the last terminal belongs to the last sentence. */
    static int count(int[] text, int start, int end) {
        int sentences = 0;
        int next = endOfSentence(text, start, end);
        while (next > 0) {
            sentences++;
            next = endOfSentence(text, next, end);
        }
        return Math.max(1, sentences);
    }

    /** Position behind the sentence that begins at {@code start}; 0 if no terminal follows. */
    private static int endOfSentence(int[] text, int start, int end) {
        int lastAbbreviation = -1;
        int i = start;
        while (i < end) {
            if (i > start && isTerminal(text[i])) {
                return behindTerminals(text, i, end);
            }
            if (isAbbreviation(text, i, end)) {
                lastAbbreviation = i;
                i += 2;
            } else {
                i++;
            }
        }
        return lastAbbreviation < 0 ? 0 : behindTerminals(text, lastAbbreviation + 1, end);
    }

    private static boolean isAbbreviation(int[] text, int i, int end) {
        return i + 1 < end && text[i + 1] == '.' && Character.getType(text[i]) == Character.UPPERCASE_LETTER;
    }

    private static int behindTerminals(int[] text, int from, int end) {
        int i = from;
        while (i < end && isTerminal(text[i])) {
            i++;
        }
        return i < end && (text[i] == '"' || text[i] == '\'' || text[i] == '”') ? i + 1 : i;
    }
}
