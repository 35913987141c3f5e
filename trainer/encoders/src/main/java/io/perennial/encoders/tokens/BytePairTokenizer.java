package io.perennial.encoders.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;

/**
 * Byte-level byte pair encoding (Sennrich et al., 2016; Radford et al., 2019): the 256 bytes are always in the vocabulary, so every
 * text can be encoded, and merges learned from data join frequent neighbours. Not for use by several threads at once: encoded
 * pieces are remembered.
 */
public final class BytePairTokenizer implements Tokenizer {
    static final int FIRST_MERGE = SPECIAL_TOKENS + 256;

    /** Longer pieces are cut, or, where they must not be, merged by a queue: both bound the work for one piece. */
    static final int LONGEST_PIECE = 64;

    private static final int REMEMBERED_PIECES = 50_000;

    /** Stands where a token became part of the one before it. */
    private static final int GONE = -1;

    private final Digits digits;
    private final List<Merge> merges;
    private final Map<Merge, Joined> joined = new HashMap<>();
    private final List<byte[]> spellings = new ArrayList<>();
    private final Map<String, int[]> remembered = new HashMap<>();

    /**
     * Two neighbouring tokens that become one.
     *
     * @param left token id
     * @param right token id
     */
    public record Merge(int left, int right) {}

    /** What a merge makes, and its place among the merges. */
    private record Joined(int rank, int id) {}

    /**
     * The merge at index i makes token {@code 258 + i}. Where merges that spell the same text share a token, later ones move down.
     */
    public BytePairTokenizer(Digits digits, List<Merge> merges) {
        this.digits = digits;
        this.merges = List.copyOf(merges);
        for (int i = 0; i < SPECIAL_TOKENS; i++) {
            spellings.add(new byte[0]);
        }
        for (int value = 0; value < 256; value++) {
            spellings.add(new byte[] {(byte) value});
        }
        Map<String, Integer> tokenOfSpelling = new HashMap<>();
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            int id = spellings.size();
            if (Math.min(merge.left(), merge.right()) < SPECIAL_TOKENS || Math.max(merge.left(), merge.right()) >= id) {
                throw new IllegalArgumentException("merge " + rank + " joins " + merge.left() + " and " + merge.right()
                        + ", which must be earlier tokens");
            }
            byte[] spelling = concatenated(spellings.get(merge.left()), spellings.get(merge.right()));
            if (digits.isForeign()) {
                id = tokenOfSpelling.computeIfAbsent(
                        new String(spelling, StandardCharsets.ISO_8859_1), unused -> spellings.size());
            }
            if (id == spellings.size()) {
                spellings.add(spelling);
            }
            joined.put(merge, new Joined(rank, id));
        }
    }

    @Override
    public int vocabulary() {
        return spellings.size();
    }

    @Override
    public Digits digits() {
        return digits;
    }

    public List<Merge> merges() {
        return merges;
    }

    @Override
    public int[] encode(String text) {
        int[] tokens = new int[16];
        int count = 0;
        Matcher matcher = digits.pieces().matcher(digits.apply(text));
        while (matcher.find()) {
            int[] piece = encodePiece(matcher.group());
            if (count + piece.length > tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, count + piece.length));
            }
            System.arraycopy(piece, 0, tokens, count, piece.length);
            count += piece.length;
        }
        return Arrays.copyOf(tokens, count);
    }

    @Override
    public byte[] spelling(int token) {
        return spellings.get(token).clone();
    }

    private int[] encodePiece(String piece) {
        int[] known = remembered.get(piece);
        if (known != null) {
            return known;
        }
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        if (digits.isForeign() && bytes.length > LONGEST_PIECE) {
            return mergeLong(bytes);
        }
        int[] encoded = new int[bytes.length];
        int count = 0;
        for (int start = 0; start < bytes.length; start += LONGEST_PIECE) {
            count = merge(bytes, start, Math.min(bytes.length, start + LONGEST_PIECE), encoded, count);
        }
        int[] result = Arrays.copyOf(encoded, count);
        if (remembered.size() < REMEMBERED_PIECES) {
            remembered.put(piece, result);
        }
        return result;
    }

    /** The tokens of a piece, part by part where it is longer than {@link #LONGEST_PIECE}. */
    List<int[]> parts(byte[] piece) {
        List<int[]> parts = new ArrayList<>();
        for (int start = 0; start < piece.length; start += LONGEST_PIECE) {
            int end = Math.min(piece.length, start + LONGEST_PIECE);
            int[] tokens = new int[end - start];
            parts.add(Arrays.copyOf(tokens, merge(piece, start, end, tokens, 0)));
        }
        return parts;
    }

    /** Applies merges, lowest rank first, to the bytes [from, to) and appends what is left. */
    private int merge(byte[] bytes, int from, int to, int[] output, int outputFrom) {
        int[] tokens = new int[to - from];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = SPECIAL_TOKENS + (bytes[from + i] & 0xFF);
        }
        int length = tokens.length;
        while (true) {
            Joined best = null;
            int at = 0;
            for (int i = 0; i + 1 < length; i++) {
                Joined candidate = joined.get(new Merge(tokens[i], tokens[i + 1]));
                if (candidate != null && (best == null || candidate.rank() < best.rank())) {
                    best = candidate;
                    at = i;
                }
            }
            if (best == null) {
                System.arraycopy(tokens, 0, output, outputFrom, length);
                return outputFrom + length;
            }
            tokens[at] = best.id();
            System.arraycopy(tokens, at + 2, tokens, at + 1, length - at - 2);
            length--;
        }
    }

    /** The same for a piece of any length, in n log n: candidates wait in a queue, by rank and then by place. */
    private int[] mergeLong(byte[] bytes) {
        int[] tokens = new int[bytes.length];
        int[] next = new int[bytes.length];
        int[] previous = new int[bytes.length];
        PriorityQueue<Long> queue = new PriorityQueue<>();
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = SPECIAL_TOKENS + (bytes[i] & 0xFF);
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        for (int i = 0; i + 1 < bytes.length; i++) {
            offer(queue, tokens, i, i + 1);
        }
        for (Long head = queue.poll(); head != null; head = queue.poll()) {
            int at = head.intValue();
            int right = next[at];
            Joined pair = right < tokens.length ? joined.get(new Merge(tokens[at], tokens[right])) : null;
            // Neighbours change while candidates wait; an outdated one was offered again with its new rank.
            if (pair == null || pair.rank() != head >>> Integer.SIZE) {
                continue;
            }
            tokens[at] = pair.id();
            tokens[right] = GONE;
            next[at] = next[right];
            if (next[at] < tokens.length) {
                previous[next[at]] = at;
                offer(queue, tokens, at, next[at]);
            }
            if (previous[at] >= 0) {
                offer(queue, tokens, previous[at], at);
            }
        }
        return Arrays.stream(tokens).filter(token -> token != GONE).toArray();
    }

    private void offer(PriorityQueue<Long> queue, int[] tokens, int left, int right) {
        Joined pair = joined.get(new Merge(tokens[left], tokens[right]));
        if (pair != null) {
            queue.add(((long) pair.rank() << Integer.SIZE) | left);
        }
    }

    private static byte[] concatenated(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
