package io.perennial.encoders;

import java.util.List;

/** A frozen encoder. Not safe for use by several threads at once: callers serialise, or load one for each thread. */
public interface Encoder extends AutoCloseable {
    /** Identity of the checkpoint that it was loaded from. */
    String checkpointId();

    /** Length of an embedding. */
    int dimensions();

    /**
     * One embedding for each content, in order: shape (contents, dimensions). The result for a content does not depend on the
     * others in the list.
     *
     * @throws IllegalArgumentException if a content has the wrong kind or a picture cannot be decoded
     */
    float[][] embed(List<? extends Content> contents);

    /**
     * Embeds the probe contents stored in the checkpoint and compares with the stored vectors.
     *
     * @return greatest absolute difference; a value above 1e-5 or NaN means that this machine does not reproduce the checkpoint
     */
    double selfTest();

    @Override
    void close();
}
