package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Tensor;
import java.util.stream.IntStream;

/**
 * The shape of attention and of the tiles of one head.
 *
 * @param sequences sequences in a batch
 * @param heads heads of a sequence
 * @param length positions of a sequence
 * @param width elements of a query, key or value
 */
record HeadShape(int sequences, int heads, int length, int width) {
    private static final int JOINT = 3;

    /** @param weights (sequences, heads, length, length) */
    static HeadShape of(Tensor weights, Tensor projected) {
        int heads = Math.toIntExact(weights.size(1));
        return new HeadShape(
                Math.toIntExact(weights.size(0)),
                heads,
                Math.toIntExact(weights.size(2)),
                Math.toIntExact(projected.size(1) / JOINT / heads));
    }

    /** Elements of a row of queries, or of keys, values and contexts, of all heads. */
    int rowWidth() {
        return heads * width;
    }

    /** Elements of a row of queries, keys and values. */
    int jointWidth() {
        return JOINT * rowWidth();
    }

    /** Where queries, keys or values (0, 1, 2) of a head begin in a row. */
    int start(int part, int head) {
        return part * rowWidth() + head * width;
    }

    /** Room for the queries, keys and values of a sequence, with what products read behind them. */
    float[] joint() {
        return new float[paddedLength() * jointWidth() + Lanes.SUMS];
    }

    /** Room for the contexts of a sequence, with what products read and write behind them. */
    float[] rows() {
        return new float[paddedLength() * rowWidth() + Lanes.SUMS];
    }

    /** Queries, keys or values (0, 1, 2) of each head (length, width). */
    Tile[] tiles(float[] values, int rowWidth, int part) {
        return IntStream.range(0, heads)
                .mapToObj(head -> new Tile(values, start(part, head), rowWidth, 1))
                .toArray(Tile[]::new);
    }

    int paddedLength() {
        return Lanes.padded(length);
    }
}
