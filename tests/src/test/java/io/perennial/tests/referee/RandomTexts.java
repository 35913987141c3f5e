package io.perennial.tests.referee;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random documents on the edges of the rules: few or many words, repeats, odd spaces, symbols, line ends and scripts; lines that C4 cuts
 * out or rejects for; lists; and one family for each bound that the others rarely reach.
 */
final class RandomTexts {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final List<String> SYMBOLS =
            List.of("...", "…", "#", "-", "•", "12", "。", "!?", "\uD83D\uDE00", "résumé", "end...", "{", "՞", "A.");
    private static final List<String> STOP_WORDS = List.of("the", "be", "to", "of", "and", "that", "have", "with");
    private static final List<String> SPACES =
            List.of("\n", "\n\n", "\t", "\u00a0", "\r\n", "\u2028", " \n ", "\n- ", "\n•", "...\n", "\u001c", "\u0085");

    private static final List<String> PHRASES = List.of(
            "lorem ipsum",
            "Lorem Ipsum dolor",
            "lorem  ipsum",
            "JavaScript",
            "java[1]script",
            "{",
            "}",
            "{@code x}",
            "terms of use",
            "Privacy Policy",
            "cookie policy",
            "uses coo\u212Aies",
            "USE OF COOKIES",
            "use cookies");
    private static final List<String> CITATIONS =
            List.of("[1]", "[12]", "[]", "[edit]", "[citation needed]", "[Edit]", "[[2]]", "[a]", "[١]", "word[3]s");
    private static final List<String> PARTS_OF_SENTENCES = List.of(
            "U.S.A.",
            "Dr.",
            "A.",
            "Б.",
            "a.",
            "3.14",
            "e.g.",
            "wait...what",
            "No!Yes",
            "why?\"",
            "so.' then",
            "one。two",
            "\u061f",
            "x.”y",
            "\uD835\uDC00.",
            "..",
            "!?!");
    private static final List<String> ENDS = List.of(
            ".", "!", "?", "...", "…", "\"", "'", ".\"", "? ", "", "", ",", "。", "؟", "!?", ". [3]", "”", ".”", "..");

    private static final List<String> NEIGHBOURS = List.of(
            "",
            " ",
            "\n",
            ".",
            "-",
            "_",
            "+",
            "9",
            "²",
            "½",
            "Ⅷ",
            "١",
            "é",
            "\u0301",
            "\u200d",
            "ª",
            "中",
            "€",
            "\uD835\uDC00");

    private final Random random;

    RandomTexts(long seed) {
        random = new Random(seed);
    }

    List<String> draw(int documents) {
        List<String> drawn = new ArrayList<>(documents);
        while (drawn.size() < documents) {
            String text = document(drawn.size());
            if (!text.isEmpty()) {
                drawn.add(text);
            }
        }
        return drawn;
    }

    /** Words of a list as they are, in capitals or changed, behind and before what may or may not be part of a word. */
    List<String> drawAround(List<String> words, int documents) {
        List<String> drawn = new ArrayList<>(documents);
        while (drawn.size() < documents) {
            StringBuilder text = new StringBuilder(any(NEIGHBOURS));
            for (int i = random.nextInt(4); i >= 0; i--) {
                String word = any(List.of(any(words), any(words), word(4)));
                text.append(random.nextInt(3) == 0 ? word.toUpperCase(Locale.ROOT) : word)
                        .append(any(NEIGHBOURS));
            }
            drawn.add(text.toString());
        }
        return drawn;
    }

    private String document(int number) {
        return switch (number % 10) {
            case 0, 1, 2, 3 -> words();
            case 4, 5 -> lines(this::sentences);
            case 6 -> list();
            case 7 -> paragraphs();
            case 8 -> lines(this::cutLine);
            default -> number % 1000 == 9 ? veryLong() : random.nextBoolean() ? manyBullets() : repeatedPassage();
        };
    }

    private String words() {
        List<String> vocabulary = vocabulary();
        List<String> spaces = List.of(any(SPACES), any(SPACES));
        List<String> symbols = List.of(any(SYMBOLS), any(SYMBOLS));
        double symbolShare = any(List.of(0.0, 0.0, 0.05, 0.2));
        double spaceShare = any(List.of(0.0, 0.05, 0.2, 0.9));
        double stopWordShare = any(List.of(0.0, 0.1));
        StringBuilder text = new StringBuilder();
        int words = any(List.of(1, 10, 55, 200));
        for (int i = 0; i < words; i++) {
            double drawn = random.nextDouble();
            List<String> pool =
                    drawn < symbolShare ? symbols : drawn < symbolShare + stopWordShare ? STOP_WORDS : vocabulary;
            text.append(any(pool)).append(random.nextDouble() < spaceShare ? any(spaces) : " ");
        }
        if (random.nextInt(5) == 0) {
            int start = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
            text.append(any(List.of("\n", "\n\n"))).append(text.substring(start));
        }
        return text.toString();
    }

    private String lines(Supplier<String> line) {
        List<String> lines = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            lines.add(line.get());
        }
        return String.join(any(List.of("\n", "\n", "\n\n", "\r\n", " \n\t")), lines);
    }

    /** A line of C4's: sentences, now and then with something that C4 looks for. */
    private String sentences() {
        StringBuilder line = new StringBuilder();
        int sentences = 1 + random.nextInt(3);
        for (int i = 0; i < sentences; i++) {
            int words = random.nextInt(9);
            for (int word = 0; word < words; word++) {
                line.append(word(8)).append(' ');
            }
            if (random.nextInt(3) == 0) {
                line.append(any(PARTS_OF_SENTENCES)).append(' ').append(word(5));
            }
            if (random.nextInt(20) == 0) {
                line.append(any(PHRASES));
            }
            if (random.nextInt(6) == 0) {
                line.append(any(CITATIONS));
            }
            if (random.nextInt(60) == 0) {
                line.append(' ').append("w".repeat(999 + random.nextInt(3))).append(' ');
            }
            line.append(any(ENDS)).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return line.toString();
    }

    /** Lines around FineWeb's 30 characters, with repeats and blanks. */
    private String list() {
        if (random.nextInt(40) == 0) {
            return any(List.of("\n \n", " \u00a0", "\u2028\n"));
        }
        List<String> lines = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        int longest = any(List.of(25, 40, 120));
        double terminated = any(List.of(0.0, 0.1, 0.15, 0.8));
        for (int i = 0; i < count; i++) {
            if (!lines.isEmpty() && random.nextInt(25) == 0) {
                lines.add(any(lines));
            }
            String line = word(9);
            while (line.length() < longest - random.nextInt(12)) {
                line += " " + word(any(List.of(4, 12, 30)));
            }
            lines.add(line + (random.nextDouble() < terminated ? any(List.of(".", "!", "。", "؟ ", "...")) : ""));
            if (random.nextInt(12) == 0) {
                lines.add(any(List.of("", " ", "\u00a0")));
            }
        }
        return String.join("\n", lines);
    }

    /** Around mC4's three lines of 200 characters, and paragraphs that come again. */
    private String paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(4) == 0) {
                paragraphs.add(any(paragraphs));
            }
            StringBuilder paragraph = new StringBuilder(any(STOP_WORDS));
            int length = any(List.of(20, 199, 200, 201, 400));
            while (paragraph.length() < length) {
                paragraph.append(' ').append(random.nextInt(5) == 0 ? any(STOP_WORDS) : word(9));
            }
            paragraph.setLength(length);
            paragraphs.add(paragraph + (random.nextInt(3) == 0 ? "" : "."));
        }
        return String.join(any(List.of("\n", "\n\n", "\n\n\n")), paragraphs);
    }

    /** Long lines of which some end with an ellipsis: few for each word, many for each line. */
    private String cutLine() {
        StringBuilder line = new StringBuilder(any(List.of("", "", " - ")));
        for (int i = 0; i < 14; i++) {
            line.append(random.nextInt(6) == 0 ? any(STOP_WORDS) : word(9)).append(' ');
        }
        return line.append(any(List.of("...", "… ", ".", "and so on", "#"))).toString();
    }

    /** Distinct words, then some of them once more: the share of the repeat is near the bounds of the n-grams. */
    private String repeatedPassage() {
        List<String> words = new ArrayList<>();
        int count = 20 + random.nextInt(70);
        for (int i = 0; i < count; i++) {
            words.add(word(5) + Integer.toString(i, 36) + word(3));
        }
        int first = random.nextInt(count - 10);
        words.addAll(List.copyOf(words.subList(first, first + 5 + random.nextInt(6))));
        return String.join(" ", words) + ".";
    }

    private String manyBullets() {
        List<String> lines = new ArrayList<>();
        int bullets = 8 + random.nextInt(4);
        for (int i = 0; i < 11; i++) {
            String bullet = i < bullets ? any(List.of("- ", "• ", " -")) : "";
            lines.add(bullet + word(9) + " " + any(STOP_WORDS) + " " + word(9) + " " + word(9) + " " + word(5));
        }
        return String.join("\n", lines);
    }

    /** Around Gopher's 100,000 words. */
    private String veryLong() {
        StringBuilder text = new StringBuilder("the ");
        int words = 99_998 + random.nextInt(4);
        for (int i = 0; i < words; i++) {
            text.append(Integer.toString(i, 36)).append(i % 12 == 0 ? ".\n" : " ");
        }
        return text.append("to").toString();
    }

    private List<String> vocabulary() {
        String letters = any(List.of("ab", LETTERS));
        int longest = any(List.of(3, 8, 16));
        int size = any(List.of(2, 30, 600));
        List<String> vocabulary = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            vocabulary.add(word(letters, longest));
        }
        return vocabulary;
    }

    private String word(int longest) {
        return word(LETTERS, longest);
    }

    private String word(String letters, int longest) {
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(longest);
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
