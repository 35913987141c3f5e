package io.perennial.curator.drift.detectors;

/**
 * How far a block of embeddings has moved from its reference.
 *
 * @param encoder that made all of them
 * @param reference embeddings of the reference
 * @param block embeddings of the block
 * @param centroidScore see {@link EmbeddingMoments#centroidScore}: 1 + block / reference on average where nothing has changed
 * @param distance see {@link FeatureSums#distance}: from 0 to 2
 * @param squaredDistance see {@link FeatureSums#squaredDistance}: 0 on average where nothing has changed
 */
public record EmbeddingShift(
        EncoderVersion encoder,
        long reference,
        long block,
        double centroidScore,
        double distance,
        double squaredDistance) {}
