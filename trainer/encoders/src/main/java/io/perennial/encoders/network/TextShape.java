package io.perennial.encoders.network;

/**
 * Shape of a masked language model.
 *
 * @param vocabulary token ids, special ones included
 * @param length positions of one window
 * @param width width of the residual stream
 * @param heads attention heads
 * @param layers Transformer blocks
 * @param deviation standard deviation of the initial weights
 */
public record TextShape(int vocabulary, int length, int width, int heads, int layers, double deviation) {
    BlockShape block(int sequences) {
        return new BlockShape(sequences, length, width, heads);
    }
}
