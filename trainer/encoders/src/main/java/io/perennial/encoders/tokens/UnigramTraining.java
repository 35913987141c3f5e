package io.perennial.encoders.tokens;

import io.perennial.encoders.tokens.UnigramTokenizer.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/**
 * Learns the pieces of a {@link UnigramTokenizer} (Kudo, 2018). Every frequent stretch of a word is a piece at first; expectation
 * maximisation gives each its probability, and the quarter whose loss would cost the texts least is dropped, again and again until the
 * vocabulary is small enough. Words are visited in their natural order and ties go to the smaller spelling, in strict arithmetic, so the same
 * texts give the same vocabulary everywhere.
 */
public final class UnigramTraining {
    private static final int BYTES = 256;
    private static final int LONGEST_PIECE = 16;
    private static final int LONGEST_WORD = 64;
    private static final long LEAST_COUNT = 2;
    private static final int SEEDS_OF_ONE = 10;
    private static final int ROUNDS = 2;

    /** What a pruning keeps, and how much more than wanted is kept to the end: as in SentencePiece (google/sentencepiece). */
    private static final double KEPT = 0.75;

    private static final double MARGIN = 1.1;

    /** A piece that is expected less often is dropped. */
    private static final double LEAST_EXPECTED = 0.5;

    /** Scores are written with six decimals, which every reader of JSON reads alike. */
    private static final double DECIMALS = 1e6;

    private final List<byte[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private List<byte[]> spellings = new ArrayList<>();
    private double[] scores = new double[0];

    private UnigramTraining() {}

    /**
     * A tokenizer with at most {@code vocabulary} ids, fewer where the texts hold too few repeated stretches.
     *
     * @param vocabulary at least 258: two special tokens and the bytes
     */
    public static UnigramTokenizer train(Iterable<String> texts, Digits digits, int vocabulary) {
        int wanted = vocabulary - Tokenizer.SPECIAL_TOKENS;
        if (wanted < BYTES) {
            throw new IllegalArgumentException(
                    "vocabulary must be at least " + (BYTES + Tokenizer.SPECIAL_TOKENS) + ", was " + vocabulary);
        }
        UnigramTraining training = new UnigramTraining();
        training.count(texts, digits);
        training.plant(SEEDS_OF_ONE * wanted);
        while (true) {
            for (int round = 0; round < ROUNDS; round++) {
                training.maximise(training.expected());
            }
            int enough = (int) (MARGIN * wanted);
            if (training.spellings.size() <= enough) {
                return training.tokenizer(digits, wanted);
            }
            training.prune(Math.max(enough, (int) (KEPT * training.spellings.size())));
        }
    }

    private void count(Iterable<String> texts, Digits digits) {
        Map<String, Long> found = new TreeMap<>();
        for (String text : texts) {
            Matcher matcher = digits.pieces().matcher(digits.apply(text));
            while (matcher.find()) {
                found.merge(matcher.group(), 1L, Long::sum);
            }
        }
        found.forEach((word, count) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            words.add(bytes.length > LONGEST_WORD ? Arrays.copyOf(bytes, LONGEST_WORD) : bytes);
            counts.add(count);
        });
    }

    /** The bytes, and the stretches of whole characters that cover most of the texts. */
    private void plant(int most) {
        long[] ofByte = new long[BYTES];
        Map<String, Long> stretches = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            byte[] word = words.get(i);
            String latin = new String(word, StandardCharsets.ISO_8859_1);
            for (int from = 0; from < word.length; from++) {
                ofByte[word[from] & 0xFF] += counts.get(i);
                for (int to = from + 2; to <= Math.min(word.length, from + LONGEST_PIECE); to++) {
                    if (isBoundary(word, from) && isBoundary(word, to)) {
                        stretches.merge(latin.substring(from, to), counts.get(i), Long::sum);
                    }
                }
            }
        }
        List<Map.Entry<String, Long>> ordered = stretches.entrySet().stream()
                .filter(stretch -> stretch.getValue() >= LEAST_COUNT)
                .sorted(Comparator.<Map.Entry<String, Long>>comparingLong(stretch ->
                                -stretch.getValue() * stretch.getKey().length())
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .toList();
        double[] expected = new double[BYTES + ordered.size()];
        for (int value = 0; value < BYTES; value++) {
            spellings.add(new byte[] {(byte) value});
            expected[value] = ofByte[value];
        }
        for (int i = 0; i < ordered.size(); i++) {
            spellings.add(ordered.get(i).getKey().getBytes(StandardCharsets.ISO_8859_1));
            expected[BYTES + i] = ordered.get(i).getValue();
        }
        maximise(expected);
    }

    private static boolean isBoundary(byte[] word, int at) {
        return at == word.length || (word[at] & 0xC0) != 0x80;
    }

    /** How often each piece is expected over all cuts of all words. */
    private double[] expected() {
        double[] expected = new double[spellings.size()];
        WordLattice lattice = new WordLattice(new PieceTrie(spellings), spellings, scores);
        for (int i = 0; i < words.size(); i++) {
            lattice.addExpected(words.get(i), counts.get(i), expected);
        }
        return expected;
    }

    /** Drops what is hardly expected, and scores the others; the digamma function draws small counts down (SentencePiece). */
    private void maximise(double[] expected) {
        int[] kept = IntStream.range(0, expected.length)
                .filter(piece -> piece < BYTES || expected[piece] >= LEAST_EXPECTED)
                .toArray();
        double sum = 0;
        for (int piece : kept) {
            sum += Math.max(expected[piece], LEAST_EXPECTED);
        }
        double total = digamma(sum);
        double[] keptScores = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptScores[i] = digamma(Math.max(expected[kept[i]], LEAST_EXPECTED)) - total;
        }
        keep(kept, keptScores);
    }

    /** Keeps the bytes and so many pieces in all whose absence would cost most. */
    private void prune(int size) {
        double[] costs = costs();
        int[] kept = IntStream.range(0, costs.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(piece -> piece < BYTES ? 0 : 1)
                        .thenComparingDouble(piece -> -costs[piece])
                        .thenComparing(spellings::get, Arrays::compareUnsigned))
                .limit(size)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        keep(kept, IntStream.of(kept).mapToDouble(piece -> scores[piece]).toArray());
    }

    /** What the likelihood of the texts loses where a piece is cut into others; nothing where it is never used. */
    private double[] costs() {
        WordLattice lattice = new WordLattice(new PieceTrie(spellings), spellings, scores);
        double[] used = new double[spellings.size()];
        double sum = 0;
        for (int i = 0; i < words.size(); i++) {
            for (int piece : lattice.best(words.get(i), PieceTrie.NONE)) {
                used[piece] += counts.get(i);
                sum += counts.get(i);
            }
        }
        double[] costs = new double[spellings.size()];
        for (int piece = BYTES; piece < costs.length; piece++) {
            int[] others = lattice.best(spellings.get(piece), piece);
            if (used[piece] > 0) {
                double alternative = -others.length * StrictMath.log(sum + used[piece] * (others.length - 1));
                for (int other : others) {
                    alternative += StrictMath.log(used[other] + used[piece]);
                }
                costs[piece] = used[piece] * (StrictMath.log(used[piece]) - StrictMath.log(sum) - alternative);
            } else {
                costs[piece] = Double.NEGATIVE_INFINITY;
            }
        }
        return costs;
    }

    private void keep(int[] kept, double[] keptScores) {
        spellings = new ArrayList<>(IntStream.of(kept).mapToObj(spellings::get).toList());
        scores = keptScores;
    }

    private UnigramTokenizer tokenizer(Digits digits, int wanted) {
        List<Piece> pieces = new ArrayList<>();
        for (int value = 0; value < BYTES; value++) {
            pieces.add(piece(value));
        }
        IntStream.range(BYTES, spellings.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(piece -> -scores[piece])
                        .thenComparing(spellings::get, Arrays::compareUnsigned))
                .limit(wanted - BYTES)
                .forEach(piece -> pieces.add(piece(piece)));
        return new UnigramTokenizer(digits, pieces);
    }

    private Piece piece(int index) {
        return new Piece(spellings.get(index), Math.rint(scores[index] * DECIMALS) / DECIMALS);
    }

    /** Derivative of the logarithm of the gamma function: the recurrence up to 7, then the asymptotic series. */
    private static double digamma(double x) {
        double result = 0;
        double at = x;
        while (at < 7) {
            result -= 1 / at;
            at++;
        }
        at -= 0.5;
        double squared = 1 / (at * at);
        return result
                + StrictMath.log(at)
                + squared / 24
                - 7 * squared * squared / 960
                + 31 * squared * squared * squared / 8064
                - 127 * squared * squared * squared * squared / 30_720;
    }
}
