package io.perennial.encoders.network;

import io.perennial.encoders.plan.Operation.Recomputation;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Transformer blocks of an encoder, one after another on the same residual stream. What a block needs on its way back is kept, or
 * only its input is, and the block runs again before it goes back, in buffers that all blocks share (Chen et al., 2016): the same
 * operations on the same numbers, so the same bits.
 */
final class BlockStack {
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final String saved;
    private final boolean recomputes;

    private BlockStack(
            ParameterLayout layout,
            String name,
            String saved,
            int layers,
            BlockShape shape,
            boolean shares,
            boolean recomputes) {
        this.saved = saved;
        this.recomputes = recomputes;
        for (int i = 0; i < layers; i++) {
            blocks.add(new TransformerBlock(layout, name + "." + i, shares ? saved : saved + "." + i, shape));
        }
    }

    /**
     * Blocks that learn.
     *
     * @param name prefix of their parameters
     * @param saved prefix of their buffers
     * @param recomputes whether only their inputs are kept
     */
    static BlockStack trained(
            ParameterLayout layout, String name, String saved, int layers, BlockShape shape, boolean recomputes) {
        return new BlockStack(layout, name, saved, layers, shape, recomputes, recomputes);
    }

    /** Blocks that have no way back. */
    static BlockStack frozen(ParameterLayout layout, String name, String saved, int layers, BlockShape shape) {
        return new BlockStack(layout, name, saved, layers, shape, true, false);
    }

    /**
     * Appends the way forward.
     *
     * @param stream residual stream (rows, width), changed in place
     * @param mask added to the attention scores; null for none
     */
    void forward(Program program, Tensor stream, @Nullable Tensor mask) {
        for (int i = 0; i < blocks.size(); i++) {
            if (isRecomputed(i)) {
                program.multiply(stream, 1, input(program, i, stream));
            }
            blocks.get(i).forward(program, stream, mask);
        }
    }

    /**
     * Appends the way back.
     *
     * @param stream what {@link #forward} changed; it is used up where blocks run again
     * @param mask that of {@link #forward}
     * @param gradient gradient of the residual stream (rows, width), changed in place from after the blocks to before them
     */
    void backward(Program program, Tensor stream, @Nullable Tensor mask, Tensor gradient) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            TransformerBlock block = blocks.get(i);
            if (isRecomputed(i)) {
                Tensor input = input(program, i, stream);
                program.append(new Recomputation(program.collect(again -> {
                    again.multiply(input, 1, stream);
                    block.forward(again, stream, mask);
                })));
            }
            block.backward(program, gradient);
        }
    }

    /** What the last block left is still there when the way back begins. */
    private boolean isRecomputed(int index) {
        return recomputes && index < blocks.size() - 1;
    }

    private Tensor input(Program program, int index, Tensor stream) {
        return program.plan().real(saved + "." + index + ".input", stream.shape());
    }
}
