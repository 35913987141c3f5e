package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * What is kept of the embeddings of one encoder in one block: their moments and the sums of their random features. That of partitions
 * merges into that of the whole; the features exactly, the moments up to rounding.
 */
public final class EmbeddingSums {
    private final RandomFeatures randomFeatures;
    private final EncoderVersion encoder;
    private final EmbeddingMoments moments;
    private final FeatureSums features;
    private final float[] projected;

    public EmbeddingSums(RandomFeatures randomFeatures, EncoderVersion encoder) {
        this.randomFeatures = randomFeatures;
        this.encoder = encoder;
        moments = new EmbeddingMoments(randomFeatures.dimension());
        features = new FeatureSums(randomFeatures.size());
        projected = new float[randomFeatures.size()];
    }

    /** @throws IllegalArgumentException if the embedding is of another length, not finite or far above the bandwidth */
    public void add(float[] embedding) {
        randomFeatures.project(embedding, projected);
        moments.add(embedding);
        features.add(projected);
    }

    /** @throws IllegalArgumentException if the other is of another encoder or of other features */
    public void merge(EmbeddingSums other) {
        requireSameSpace(other);
        moments.merge(other.moments);
        features.merge(other.features);
    }

    public EncoderVersion encoder() {
        return encoder;
    }

    public long count() {
        return features.count();
    }

    public EmbeddingMoments moments() {
        return moments;
    }

    public FeatureSums features() {
        return features;
    }

    /** How far a block has moved from this reference. */
    public EmbeddingShift shift(EmbeddingSums block) {
        requireSameSpace(block);
        return new EmbeddingShift(
                encoder,
                count(),
                block.count(),
                moments.centroidScore(block.moments),
                features.distance(block.features),
                features.squaredDistance(block.features));
    }

    private void requireSameSpace(EmbeddingSums other) {
        if (!other.encoder.equals(encoder)) {
            throw new IllegalArgumentException(
                    "embeddings of " + other.encoder + " cannot be compared with those of " + encoder);
        }
        if (other.randomFeatures.seed() != randomFeatures.seed()
                || other.randomFeatures.bandwidth() != randomFeatures.bandwidth()) {
            throw new IllegalArgumentException(
                    "random features must be of seed " + randomFeatures.seed() + " and bandwidth "
                            + randomFeatures.bandwidth() + ", were of " + other.randomFeatures.seed() + " and "
                            + other.randomFeatures.bandwidth());
        }
    }

    void clear() {
        moments.clear();
        features.clear();
    }

    int bytes() {
        return encoder.bytes() + EmbeddingMoments.bytes(moments.dimension()) + FeatureSums.bytes(features.size());
    }

    void write(ByteBuffer bytes) {
        encoder.write(bytes);
        moments.write(bytes);
        features.write(bytes);
    }

    static EmbeddingSums read(ByteBuffer bytes, RandomFeatures randomFeatures, StateFormat format) {
        EmbeddingSums sums = new EmbeddingSums(randomFeatures, EncoderVersion.read(bytes, format));
        int expected = EmbeddingMoments.bytes(randomFeatures.dimension()) + FeatureSums.bytes(randomFeatures.size());
        format.requireAtLeast(bytes, expected);
        sums.moments.read(bytes);
        sums.features.read(bytes);
        return sums;
    }

    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.EMBEDDING_SUMS.begin(bytes());
        write(bytes);
        return StateFormat.written(bytes);
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @param randomFeatures the same as of what was written
     * @throws IllegalArgumentException if the bytes are not such
     */
    public static EmbeddingSums fromBytes(byte[] state, RandomFeatures randomFeatures) {
        ByteBuffer bytes = StateFormat.EMBEDDING_SUMS.open(state);
        EmbeddingSums sums = read(bytes, randomFeatures, StateFormat.EMBEDDING_SUMS);
        StateFormat.EMBEDDING_SUMS.requireRemaining(bytes, 0);
        return sums;
    }
}
