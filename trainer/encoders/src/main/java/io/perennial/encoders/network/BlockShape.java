package io.perennial.encoders.network;

/**
 * Shape of a Transformer block.
 *
 * @param sequences sequences in a batch
 * @param length positions in a sequence
 * @param width width of the residual stream
 * @param heads attention heads; divides the width
 */
public record BlockShape(long sequences, long length, long width, long heads) {
    /** Width of the hidden layer of the feed-forward part, as a multiple of the width. */
    static final long EXPANSION = 4;

    public BlockShape {
        if (sequences < 1 || length < 1 || width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("sequences " + sequences + ", length " + length + ", width " + width
                    + " and heads " + heads + " must be positive, and heads must divide width");
        }
    }

    public long rows() {
        return sequences * length;
    }

    double headWidthRoot() {
        int headWidth = Math.toIntExact(headWidth());
        return Math.sqrt(headWidth);
    }

    long headWidth() {
        return width / heads;
    }
}
