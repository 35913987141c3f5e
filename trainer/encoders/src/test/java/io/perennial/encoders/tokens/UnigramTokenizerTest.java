package io.perennial.encoders.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.tokens.UnigramTokenizer.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnigramTokenizerTest {
    private static final List<String> TEXTS = Collections.nCopies(
            20, "The broker reads the record; the reader writes 2026 records again, naïve 漢字 and slowly");

    private final Random random = new Random(1);

    @Test
    void wordIsCutWhereTheSumOfTheScoresIsGreatest() {
        for (int round = 0; round < 50; round++) {
            // given
            List<Piece> pieces = randomPieces();
            UnigramTokenizer tokenizer = new UnigramTokenizer(Digits.SINGLE, pieces);
            String word = randomWord(9);

            // when
            double score = Arrays.stream(tokenizer.encode(word))
                    .mapToDouble(token ->
                            pieces.get(token - Tokenizer.SPECIAL_TOKENS).score())
                    .sum();

            // then
            assertThat(score)
                    .isCloseTo(
                            cuts(word, pieces).stream()
                                    .mapToDouble(cut -> score(cut, pieces))
                                    .max()
                                    .orElseThrow(),
                            within(1e-9));
        }
    }

    @Test
    void piecesAreExpectedAsOftenAsAllCutsTogetherSay() {
        // given
        List<Piece> pieces = randomPieces();
        List<byte[]> spellings = pieces.stream().map(Piece::spelling).toList();
        double[] scores = pieces.stream().mapToDouble(Piece::score).toArray();
        String word = randomWord(9);
        List<List<Integer>> cuts = cuts(word, pieces);
        double all =
                cuts.stream().mapToDouble(cut -> Math.exp(score(cut, pieces))).sum();

        // when
        double[] expected = new double[pieces.size()];
        new WordLattice(new PieceTrie(spellings), spellings, scores)
                .addExpected(word.getBytes(StandardCharsets.UTF_8), 3, expected);

        // then
        double[] naive = new double[pieces.size()];
        for (List<Integer> cut : cuts) {
            cut.forEach(piece -> naive[piece] += 3 * Math.exp(score(cut, pieces)) / all);
        }
        assertThat(expected).containsExactly(naive, within(1e-9));
    }

    @Test
    void everyTextComesBack() {
        // given
        UnigramTokenizer tokenizer = UnigramTraining.train(TEXTS, Digits.SINGLE, 300);

        // then
        for (String text : List.of("", " ", "unknown Wörter\n\t 🙂 3.14", "a".repeat(500), TEXTS.get(0))) {
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void frequentWordsBecomeOneToken() {
        // given
        UnigramTokenizer tokenizer = UnigramTraining.train(TEXTS, Digits.SINGLE, 300);

        // then
        assertThat(tokenizer.encode(" the")).hasSize(1);
        assertThat(tokenizer.encode(" slowly")).hasSize(1);
        assertThat(tokenizer.vocabulary()).isLessThanOrEqualTo(300);
        assertThat(tokenizer.encode("zzz")).hasSize(3);
    }

    @Test
    void orderOfTheTextsDoesNotMatter() {
        // given
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add(randomWord(4) + " " + randomWord(3) + " " + randomWord(5));
        }
        UnigramTokenizer tokenizer = UnigramTraining.train(texts, Digits.SINGLE, 320);
        Collections.shuffle(texts, random);

        // when
        UnigramTokenizer other = UnigramTraining.train(texts, Digits.SINGLE, 320);

        // then
        assertThat(other.pieces().stream().map(UnigramTokenizerTest::written).toList())
                .isEqualTo(tokenizer.pieces().stream()
                        .map(UnigramTokenizerTest::written)
                        .toList());
        assertThat(tokenizer.vocabulary()).isEqualTo(320);
    }

    @Test
    void learnedPiecesDescribeTheTextsBetterThanTheMostFrequentStretches() {
        // given
        UnigramTokenizer learned = UnigramTraining.train(TEXTS, Digits.SINGLE, 290);
        BytePairTokenizer pairs = BytePairTraining.train(TEXTS, Digits.SINGLE, 290);

        // then
        assertThat(learned.encode(TEXTS.get(0))).hasSizeLessThan(pairs.encode(TEXTS.get(0)).length);
    }

    @Test
    void vocabularyWithoutTheBytesIsRefused() {
        assertThatThrownBy(() -> new UnigramTokenizer(Digits.SINGLE, List.of(new Piece(new byte[] {1}, -1))))
                .hasMessageContaining("piece 0 must be the byte 0");
        assertThatThrownBy(() -> UnigramTraining.train(TEXTS, Digits.SINGLE, 257))
                .hasMessageContaining("vocabulary must be at least 258, was 257");
    }

    private List<Piece> randomPieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            pieces.add(new Piece(new byte[] {(byte) value}, -5 - random.nextDouble()));
        }
        for (String spelling : List.of("ab", "ba", "abc", "ca", "bca", "cab", "aa", "bb", "cc", "abca")) {
            pieces.add(new Piece(spelling.getBytes(StandardCharsets.UTF_8), -4 - 6 * random.nextDouble()));
        }
        return pieces;
    }

    private String randomWord(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    private static List<List<Integer>> cuts(String word, List<Piece> pieces) {
        if (word.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> cuts = new ArrayList<>();
        for (int piece = 0; piece < pieces.size(); piece++) {
            String spelling = new String(pieces.get(piece).spelling(), StandardCharsets.ISO_8859_1);
            if (word.startsWith(spelling)) {
                for (List<Integer> rest : cuts(word.substring(spelling.length()), pieces)) {
                    List<Integer> cut = new ArrayList<>(List.of(piece));
                    cut.addAll(rest);
                    cuts.add(cut);
                }
            }
        }
        return cuts;
    }

    private static double score(List<Integer> cut, List<Piece> pieces) {
        return cut.stream().mapToDouble(piece -> pieces.get(piece).score()).sum();
    }

    private static String written(Piece piece) {
        return Arrays.toString(piece.spelling()) + piece.score();
    }
}
