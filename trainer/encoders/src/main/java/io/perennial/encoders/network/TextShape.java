package io.perennial.encoders.network;

/**
 * Shape of a language model.
 *
 * @param vocabulary token ids, special ones included
 * @param length positions of one window
 * @param width width of the residual stream
 * @param heads attention heads
 * @param layers Transformer blocks
 * @param deviation standard deviation of the initial weights
 * @param attention what a position looks at
 * @param ordersSegments whether it has an output that tells if two segments of a text were swapped
 * @param distils whether it has a predictor of what the previous encoder gives
 * @param recomputes whether training keeps only the inputs of its blocks
 */
public record TextShape(
        int vocabulary,
        int length,
        int width,
        int heads,
        int layers,
        double deviation,
        Attention attention,
        boolean ordersSegments,
        boolean distils,
        boolean recomputes) {

    /** What a position looks at. */
    public enum Attention {
        /** All positions that are not padding. */
        BOTH_WAYS,
        /** Itself and what comes before it. */
        CAUSAL
    }

    /** A model that looks both ways, has none of the further outputs and keeps all that its blocks compute. */
    public TextShape(int vocabulary, int length, int width, int heads, int layers, double deviation) {
        this(vocabulary, length, width, heads, layers, deviation, Attention.BOTH_WAYS, false, false, false);
    }

    BlockShape block(int sequences) {
        return new BlockShape(sequences, length, width, heads);
    }
}
