package io.perennial.curator.measures;

import io.perennial.curator.normalisation.LowerCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of words that C4 (Raffel et al. 2020) wants in no text, found as datatrove finds them
 * (datatrove:src/datatrove/pipeline/filters/c4_filters.py): whatever their case, between characters that belong to no word; in Japanese,
 * Thai and Chinese, which do not separate words, anywhere. What stands in the list may be several words. Immutable.
 */
public final class BadWords {
    /** Places of the text where a word of the list for its language begins; not measured where there is none. */
    public static final String BAD_WORDS = "bad_words";

    private static final Set<String> NOT_SEPARATED = Set.of("ja", "th", "zh");

    private final Node root = new Node();
    private final boolean separated;

    /** What may follow the characters on the way to here. */
    private static final class Node {
        private final Map<Integer, Node> next = new HashMap<>();
        private boolean endsWord;
    }

    /**
     * @param words blanks around them are no part of them, and what is blank is no word
     * @param language ISO 639-1 code
     */
    public BadWords(List<String> words, String language) {
        separated = !NOT_SEPARATED.contains(language);
        for (String word : words) {
            Node node = root;
            for (int c : LowerCase.of(word.strip()).codePoints().toArray()) {
                node = node.next.computeIfAbsent(c, character -> new Node());
            }
            node.endsWord = node != root;
        }
    }

    public boolean isEmpty() {
        return root.next.isEmpty();
    }

    /** Takes time in proportion to the length of the text, times that of the longest word at worst. */
    public int count(String text) {
        int[] characters = LowerCase.of(text).codePoints().toArray();
        int count = 0;
        for (int start = 0; start < characters.length; start++) {
            boolean begins = !separated || start == 0 || !belongsToWord(characters[start - 1]);
            count += begins && wordStandsAt(start, characters) ? 1 : 0;
        }
        return count;
    }

    private boolean wordStandsAt(int start, int[] characters) {
        @Nullable Node node = root;
        for (int at = start; at < characters.length; at++) {
            node = node.next.get(characters[at]);
            if (node == null) {
                return false;
            }
            boolean ends = !separated || at + 1 == characters.length || !belongsToWord(characters[at + 1]);
            if (node.endsWord && ends) {
                return true;
            }
        }
        return false;
    }

    /** What Python's {@code \w} stands for. */
    private static boolean belongsToWord(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> Character.isLetter(c) || c == '_';
        };
    }
}
