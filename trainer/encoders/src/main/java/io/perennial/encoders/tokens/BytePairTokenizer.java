package io.perennial.encoders.tokens;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Byte-level byte pair encoding (Sennrich et al., 2016; Radford et al., 2019): the 256 bytes are always in the vocabulary, so every
 * text can be encoded, and merges learned from data join frequent neighbours. Not for use by several threads at once: encoded
 * pieces are remembered.
 */
public final class BytePairTokenizer {
    /** Fills a window behind its last token. */
    public static final int PADDING = 0;

    /** Stands where a token was hidden. */
    public static final int MASK = 1;

    /** Special tokens, which no text encodes to. */
    public static final int SPECIAL_TOKENS = 2;

    static final int FIRST_MERGE = SPECIAL_TOKENS + 256;

    /** Longer pieces are cut, which bounds the work for one piece. */
    static final int LONGEST_PIECE = 64;

    private static final int REMEMBERED_PIECES = 50_000;

    private final Digits digits;
    private final List<Merge> merges;
    private final Map<Merge, Integer> ranks = new HashMap<>();
    private final List<byte[]> spellings = new ArrayList<>();
    private final Map<String, int[]> remembered = new HashMap<>();

    /**
     * Two neighbouring tokens that become one.
     *
     * @param left token id
     * @param right token id
     */
    public record Merge(int left, int right) {}

    /** The merge at index i makes token {@code 258 + i}. */
    public BytePairTokenizer(Digits digits, List<Merge> merges) {
        this.digits = digits;
        this.merges = List.copyOf(merges);
        for (int i = 0; i < SPECIAL_TOKENS; i++) {
            spellings.add(new byte[0]);
        }
        for (int value = 0; value < 256; value++) {
            spellings.add(new byte[] {(byte) value});
        }
        for (Merge merge : merges) {
            int id = spellings.size();
            if (Math.min(merge.left(), merge.right()) < SPECIAL_TOKENS || Math.max(merge.left(), merge.right()) >= id) {
                throw new IllegalArgumentException("merge " + (id - FIRST_MERGE) + " joins " + merge.left() + " and "
                        + merge.right() + ", which must be earlier tokens");
            }
            ranks.put(merge, id);
            spellings.add(joined(spellings.get(merge.left()), spellings.get(merge.right())));
        }
    }

    /** Token ids in use, special ones included. */
    public int vocabulary() {
        return spellings.size();
    }

    public Digits digits() {
        return digits;
    }

    public List<Merge> merges() {
        return merges;
    }

    /** The tokens of a text, without special ones. */
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

    /** The text of tokens; bytes that are not UTF-8 come out as the replacement character. */
    public String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(spellings.get(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int[] encodePiece(String piece) {
        int[] known = remembered.get(piece);
        if (known != null) {
            return known;
        }
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
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

    /** Applies merges, lowest rank first, to the bytes [from, to) and appends what is left. */
    private int merge(byte[] bytes, int from, int to, int[] output, int outputFrom) {
        int[] tokens = new int[to - from];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = SPECIAL_TOKENS + (bytes[from + i] & 0xFF);
        }
        int length = tokens.length;
        while (true) {
            int best = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < length; i++) {
                Integer rank = ranks.get(new Merge(tokens[i], tokens[i + 1]));
                if (rank != null && rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                System.arraycopy(tokens, 0, output, outputFrom, length);
                return outputFrom + length;
            }
            tokens[at] = best;
            System.arraycopy(tokens, at + 2, tokens, at + 1, length - at - 2);
            length--;
        }
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
