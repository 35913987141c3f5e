package io.perennial.encoders.pretrained;

import io.perennial.encoders.Objective;
import java.io.IOException;
import java.util.List;

/** Models whose tensors have the same names. */
sealed interface Family permits LanguageFamily, VisionFamily {
    /** The name for people. */
    String label();

    /** What such a model reads. */
    Objective.Input input();

    /** What may stand before the names of the tensors, in files of different makers. */
    List<String> prefixes();

    /** A tensor that every model of the family has and no other; with {@link #widthDimension}, it tells the width. */
    String mark();

    int widthDimension();

    /** The first tensor of a block. */
    String firstOfBlock(int block);

    /**
     * Moves what corresponds.
     *
     * @param layers blocks that both have
     * @param rowOf row in the source's token table of each of our tokens, -1 for none; empty where that is not known
     */
    void transfer(WeightTransfer transfer, SourceConfiguration source, Target target, int layers, int[] rowOf)
            throws IOException;

    /**
     * What it is moved to.
     *
     * @param layers blocks
     * @param positions positions of a window; 0 for pictures
     * @param causal whether a position looks back alone
     * @param patch pixels of a side of a patch; 0 for text
     */
    record Target(int layers, int positions, boolean causal, int patch) {}
}
