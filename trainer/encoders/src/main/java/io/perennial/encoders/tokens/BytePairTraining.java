package io.perennial.encoders.tokens;

import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;

/**
 * Learns merges: again and again the most frequent pair of neighbours becomes a token. Ties go to the smaller ids, and pieces are
 * visited in their natural order, so the same texts give the same vocabulary everywhere. A vocabulary that is there already can grow.
 */
public final class BytePairTraining {
    /** A pair seen less often is not worth a token. */
    private static final long LEAST_COUNT = 2;

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Merge, Long> counts = new HashMap<>();
    private final Map<Merge, Set<Integer>> places = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparingInt(candidate -> candidate.merge().left())
            .thenComparingInt(candidate -> candidate.merge().right()));
    private final int firstToken;
    private long bytes;
    private long tokens;

    private record Candidate(Merge merge, long count) {}

    private static final class Piece {
        private final long count;
        private int[] tokens;

        Piece(int[] tokens, long count) {
            this.tokens = tokens;
            this.count = count;
        }
    }

    private BytePairTraining(int firstToken) {
        this.firstToken = firstToken;
    }

    /**
     * A tokenizer with at most {@code vocabulary} ids, fewer where the texts hold too few repeated pairs.
     *
     * @param vocabulary at least 258: two special tokens and the bytes
     */
    public static BytePairTokenizer train(Iterable<String> texts, Digits digits, int vocabulary) {
        if (vocabulary < BytePairTokenizer.FIRST_MERGE) {
            throw new IllegalArgumentException(
                    "vocabulary must be at least " + BytePairTokenizer.FIRST_MERGE + ", was " + vocabulary);
        }
        BytePairTraining training = new BytePairTraining(BytePairTokenizer.FIRST_MERGE);
        training.count(texts, digits, BytePairTraining::bytes);
        return new BytePairTokenizer(digits, training.merges(vocabulary - BytePairTokenizer.FIRST_MERGE, 0));
    }

    /**
     * A tokenizer with more merges behind its own, learned from texts that it cuts badly, until it cuts them well. Every token keeps its
     * id: the new merges apply to what the old ones leave.
     *
     * @param tokensPerByte of texts that are cut well; the bytes are those that are left when digits are read as the tokenizer reads them
     * @param vocabulary most ids
     * @return the tokenizer itself where it cuts the texts well, has as many ids, or finds no pair that repeats
     * @throws IllegalArgumentException for a tokenizer of others, whose tokens may have several merges
     */
    public static BytePairTokenizer grown(
            BytePairTokenizer tokenizer, Iterable<String> texts, double tokensPerByte, int vocabulary) {
        if (tokenizer.digits().isForeign()) {
            throw new IllegalArgumentException("a tokenizer of others does not grow");
        }
        BytePairTraining training = new BytePairTraining(tokenizer.vocabulary());
        training.count(texts, tokenizer.digits(), tokenizer::parts);
        List<Merge> merges = new ArrayList<>(tokenizer.merges());
        merges.addAll(training.merges(vocabulary - tokenizer.vocabulary(), tokensPerByte));
        return merges.size() == tokenizer.merges().size()
                ? tokenizer
                : new BytePairTokenizer(tokenizer.digits(), merges);
    }

    /** The beginning of a piece, byte for byte. */
    private static List<int[]> bytes(byte[] piece) {
        int[] tokens = new int[Math.min(piece.length, BytePairTokenizer.LONGEST_PIECE)];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = BytePairTokenizer.SPECIAL_TOKENS + (piece[i] & 0xFF);
        }
        return List.of(tokens);
    }

    private void count(Iterable<String> texts, Digits digits, Function<byte[], List<int[]>> cut) {
        Map<String, Long> words = new TreeMap<>();
        for (String text : texts) {
            Matcher matcher = digits.pieces().matcher(digits.apply(text));
            while (matcher.find()) {
                words.merge(matcher.group(), 1L, Long::sum);
            }
        }
        words.forEach((word, count) -> {
            byte[] spelling = word.getBytes(StandardCharsets.UTF_8);
            bytes += spelling.length * count;
            for (int[] part : cut.apply(spelling)) {
                tokens += part.length * count;
                pieces.add(new Piece(part, count));
                changeCounts(pieces.size() - 1, 1);
            }
        });
        counts.forEach(this::offer);
    }

    /** @param tokensPerByte at which nothing more is merged */
    private List<Merge> merges(int wanted, double tokensPerByte) {
        List<Merge> merges = new ArrayList<>();
        while (merges.size() < wanted && tokens > tokensPerByte * bytes) {
            Candidate best = candidates.poll();
            if (best == null || best.count() < LEAST_COUNT) {
                break;
            }
            // Counts change while candidates wait; an outdated one was offered again with its new count.
            if (counts.getOrDefault(best.merge(), 0L) == best.count()) {
                apply(best.merge(), firstToken + merges.size());
                merges.add(best.merge());
            }
        }
        return merges;
    }

    private void apply(Merge merge, int id) {
        Set<Integer> affected = places.getOrDefault(merge, Set.of());
        Set<Merge> changed = new HashSet<>();
        for (int index : List.copyOf(affected)) {
            Piece piece = pieces.get(index);
            collect(piece, changed);
            changeCounts(index, -1);
            int[] joined = joined(piece.tokens, merge, id);
            tokens -= (piece.tokens.length - joined.length) * piece.count;
            piece.tokens = joined;
            changeCounts(index, 1);
            collect(piece, changed);
        }
        for (Merge pair : changed) {
            offer(pair, counts.getOrDefault(pair, 0L));
        }
    }

    private void offer(Merge pair, long count) {
        if (count >= LEAST_COUNT) {
            candidates.add(new Candidate(pair, count));
        }
    }

    private void changeCounts(int index, int sign) {
        Piece piece = pieces.get(index);
        for (int i = 0; i + 1 < piece.tokens.length; i++) {
            Merge pair = new Merge(piece.tokens[i], piece.tokens[i + 1]);
            counts.merge(pair, sign * piece.count, Long::sum);
            if (sign > 0) {
                places.computeIfAbsent(pair, unused -> new HashSet<>()).add(index);
            }
        }
    }

    private static void collect(Piece piece, Set<Merge> pairs) {
        for (int i = 0; i + 1 < piece.tokens.length; i++) {
            pairs.add(new Merge(piece.tokens[i], piece.tokens[i + 1]));
        }
    }

    private static int[] joined(int[] tokens, Merge merge, int id) {
        int[] result = new int[tokens.length];
        int count = 0;
        for (int i = 0; i < tokens.length; i++) {
            boolean pair = i + 1 < tokens.length && tokens[i] == merge.left() && tokens[i + 1] == merge.right();
            result[count++] = pair ? id : tokens[i];
            if (pair) {
                i++;
            }
        }
        return Arrays.copyOf(result, count);
    }
}
