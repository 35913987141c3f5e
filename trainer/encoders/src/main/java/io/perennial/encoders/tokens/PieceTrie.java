package io.perennial.encoders.tokens;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds every piece that begins at a place of a word, in one walk. */
final class PieceTrie {
    /** The empty beginning. */
    static final int ROOT = 0;

    /** No node, or no piece. */
    static final int NONE = -1;

    private final List<int @Nullable []> children = new ArrayList<>();
    private final List<Integer> pieces = new ArrayList<>();

    /** Numbers the pieces in the order of the list. */
    PieceTrie(List<byte[]> spellings) {
        node();
        for (int piece = 0; piece < spellings.size(); piece++) {
            add(spellings.get(piece), piece);
        }
    }

    /** The node that a byte leads to. */
    int next(int node, byte value) {
        int[] known = children.get(node);
        return known == null ? NONE : known[value & 0xFF] - 1;
    }

    /** The piece that ends at a node. */
    int piece(int node) {
        return pieces.get(node);
    }

    private void add(byte[] spelling, int piece) {
        int node = ROOT;
        for (byte value : spelling) {
            int[] known = children.get(node);
            if (known == null) {
                known = new int[256];
                children.set(node, known);
            }
            if (known[value & 0xFF] == 0) {
                known[value & 0xFF] = node() + 1;
            }
            node = known[value & 0xFF] - 1;
        }
        if (pieces.get(node) != NONE || node == ROOT) {
            throw new IllegalArgumentException("piece " + piece + " is empty or stands twice in the vocabulary");
        }
        pieces.set(node, piece);
    }

    private int node() {
        children.add(null);
        pieces.add(NONE);
        return pieces.size() - 1;
    }
}
