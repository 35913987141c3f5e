package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import java.util.List;

/** Turns contents into vectors with the parameters it was given last. Used by one thread. */
public interface Embedder extends AutoCloseable {
    int dimensions();

    /** Replaces the flat parameter vector. */
    void parameters(float[] values);

    /** One vector for each content, in order. */
    float[][] embed(List<? extends Content> contents);

    @Override
    void close();
}
