package io.perennial.encoders.tokens;

import java.util.Arrays;
import java.util.List;

/** All ways to cut a word into pieces. */
final class WordLattice {
    private final PieceTrie trie;
    private final List<byte[]> spellings;
    private final double[] scores;

    WordLattice(PieceTrie trie, List<byte[]> spellings, double[] scores) {
        this.trie = trie;
        this.spellings = spellings;
        this.scores = scores;
    }

    /** Adds, for each piece, the number of times that it is expected in a word that comes so often. */
    void addExpected(byte[] word, double count, double[] expected) {
        double[] before = new double[word.length + 1];
        double[] behind = new double[word.length + 1];
        Arrays.fill(before, Double.NEGATIVE_INFINITY);
        Arrays.fill(behind, Double.NEGATIVE_INFINITY);
        before[0] = 0;
        behind[word.length] = 0;
        visit(word, (from, to, piece) -> before[to] = logSum(before[to], before[from] + scores[piece]));
        for (int from = word.length - 1; from >= 0; from--) {
            visitFrom(
                    word,
                    from,
                    (start, to, piece) -> behind[start] = logSum(behind[start], behind[to] + scores[piece]));
        }
        double whole = before[word.length];
        visit(
                word,
                (from, to, piece) ->
                        expected[piece] += count * StrictMath.exp(before[from] + scores[piece] + behind[to] - whole));
    }

    /** The pieces of the best cut, but for one that must not be used. */
    int[] best(byte[] word, int forbidden) {
        double[] best = new double[word.length + 1];
        int[] last = new int[word.length + 1];
        Arrays.fill(last, PieceTrie.NONE);
        visit(word, (from, to, piece) -> {
            double score = best[from] + scores[piece];
            if (piece != forbidden && (last[to] == PieceTrie.NONE || score > best[to])) {
                best[to] = score;
                last[to] = piece;
            }
        });
        int[] pieces = new int[word.length];
        int first = pieces.length;
        for (int end = word.length; end > 0; end -= spellings.get(last[end]).length) {
            pieces[--first] = last[end];
        }
        return Arrays.copyOfRange(pieces, first, pieces.length);
    }

    /** A piece and where it lies. */
    private interface Visitor {
        void visit(int from, int to, int piece);
    }

    private void visit(byte[] word, Visitor visitor) {
        for (int from = 0; from < word.length; from++) {
            visitFrom(word, from, visitor);
        }
    }

    private void visitFrom(byte[] word, int from, Visitor visitor) {
        int node = PieceTrie.ROOT;
        for (int at = from; at < word.length; at++) {
            node = trie.next(node, word[at]);
            if (node == PieceTrie.NONE) {
                return;
            }
            if (trie.piece(node) != PieceTrie.NONE) {
                visitor.visit(from, at + 1, trie.piece(node));
            }
        }
    }

    private static double logSum(double one, double other) {
        double greater = Math.max(one, other);
        double smaller = Math.min(one, other);
        return smaller == Double.NEGATIVE_INFINITY
                ? greater
                : greater + StrictMath.log(1 + StrictMath.exp(smaller - greater));
    }
}
