package io.perennial.encoders.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Unigram language model over pieces of bytes (Kudo, 2018): a word is cut where the sum of the scores of its pieces is greatest, found by
 * the algorithm of Viterbi. Of equal cuts the one with the longer last piece is taken, as in the tokenizers library. Encoded words are
 * remembered.
 */
public final class UnigramTokenizer implements Tokenizer {
    private static final int BYTES = 256;
    private static final int REMEMBERED_WORDS = 50_000;

    private final Digits digits;
    private final List<Piece> pieces;
    private final PieceTrie trie;
    private final Map<String, int[]> remembered = new HashMap<>();

    /**
     * A piece of words.
     *
     * @param spelling its bytes
     * @param score logarithm of its probability
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Piece(byte[] spelling, double score) {}

    /** The piece at index i is token {@code i + 2}; the first 256 are the bytes in order. */
    public UnigramTokenizer(Digits digits, List<Piece> pieces) {
        this.digits = digits;
        this.pieces = List.copyOf(pieces);
        for (int value = 0; value < BYTES; value++) {
            if (pieces.size() <= value || !Arrays.equals(pieces.get(value).spelling(), new byte[] {(byte) value})) {
                throw new IllegalArgumentException("piece " + value + " must be the byte " + value);
            }
        }
        trie = new PieceTrie(pieces.stream().map(Piece::spelling).toList());
    }

    @Override
    public int vocabulary() {
        return SPECIAL_TOKENS + pieces.size();
    }

    @Override
    public Digits digits() {
        return digits;
    }

    public List<Piece> pieces() {
        return pieces;
    }

    @Override
    public int[] encode(String text) {
        List<int[]> words = new ArrayList<>();
        int count = 0;
        Matcher matcher = digits.pieces().matcher(digits.apply(text));
        while (matcher.find()) {
            int[] word = encodeWord(matcher.group());
            words.add(word);
            count += word.length;
        }
        int[] tokens = new int[count];
        int to = 0;
        for (int[] word : words) {
            System.arraycopy(word, 0, tokens, to, word.length);
            to += word.length;
        }
        return tokens;
    }

    @Override
    public byte[] spelling(int token) {
        return token < SPECIAL_TOKENS
                ? new byte[0]
                : pieces.get(token - SPECIAL_TOKENS).spelling().clone();
    }

    private int[] encodeWord(String word) {
        int[] known = remembered.get(word);
        if (known == null) {
            known = cut(word.getBytes(StandardCharsets.UTF_8));
            if (remembered.size() < REMEMBERED_WORDS) {
                remembered.put(word, known);
            }
        }
        return known;
    }

    private int[] cut(byte[] word) {
        double[] best = new double[word.length + 1];
        int[] last = new int[word.length + 1];
        Arrays.fill(last, PieceTrie.NONE);
        for (int from = 0; from < word.length; from++) {
            int node = PieceTrie.ROOT;
            for (int at = from; at < word.length; at++) {
                node = trie.next(node, word[at]);
                if (node == PieceTrie.NONE) {
                    break;
                }
                int piece = trie.piece(node);
                if (piece != PieceTrie.NONE) {
                    double score = best[from] + pieces.get(piece).score();
                    if (last[at + 1] == PieceTrie.NONE || score > best[at + 1]) {
                        best[at + 1] = score;
                        last[at + 1] = piece;
                    }
                }
            }
        }
        return followed(last);
    }

    private int[] followed(int[] last) {
        int[] tokens = new int[last.length];
        int from = tokens.length;
        for (int end = last.length - 1; end > 0; end -= pieces.get(last[end]).spelling().length) {
            tokens[--from] = SPECIAL_TOKENS + last[end];
        }
        return Arrays.copyOfRange(tokens, from, tokens.length);
    }
}
