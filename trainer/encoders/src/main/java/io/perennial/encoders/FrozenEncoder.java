package io.perennial.encoders;

import io.perennial.encoders.checkpoint.Probe;
import io.perennial.encoders.training.Embedder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An encoder whose parameters no longer change. */
final class FrozenEncoder implements Encoder {
    private final String checkpointId;
    private final Embedder embedder;
    private final @Nullable Probe probe;

    /**
     * @param probe what the self-test compares with; null for untrained parameters, of which no vectors were stored
     */
    FrozenEncoder(String checkpointId, Embedder embedder, float[] parameters, @Nullable Probe probe) {
        this.checkpointId = checkpointId;
        this.embedder = embedder;
        this.probe = probe;
        embedder.parameters(parameters);
    }

    @Override
    public String checkpointId() {
        return checkpointId;
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }

    @Override
    public float[][] embed(List<? extends Content> contents) {
        return embedder.embed(contents);
    }

    @Override
    public double selfTest() {
        if (probe == null) {
            throw new UnsupportedOperationException(
                    "the untrained encoder of checkpoint " + checkpointId + " has no stored vectors to compare with");
        }
        float[][] vectors = embed(probe.contents());
        double greatest = 0;
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                double difference = Math.abs((double) vectors[i][j] - probe.vectors()[i][j]);
                greatest = Math.max(greatest, difference);
            }
        }
        return greatest;
    }

    @Override
    public void close() {
        embedder.close();
    }
}
