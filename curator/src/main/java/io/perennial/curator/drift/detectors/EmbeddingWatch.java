package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings of the champion, block by block against a reference of the same encoder. The first embeddings of an encoder are its
 * reference; a promotion throws away what the encoder before it has left, so it raises nothing. An embedding of a generation that was
 * replaced is late and ignored. State is that of two {@link EmbeddingSums}.
 */
public final class EmbeddingWatch {
    /**
     * @param reference embeddings of a reference
     * @param block embeddings of a block; 256 is usual
     */
    public record Settings(int reference, int block) {
        public Settings {
            Require.atLeast(reference, 2, "embeddings of the reference");
            Require.atLeast(block, 2, "embeddings of a block");
        }
    }

    private final RandomFeatures randomFeatures;
    private final Settings settings;
    private @Nullable EmbeddingSums reference;
    private @Nullable EmbeddingSums block;

    public EmbeddingWatch(RandomFeatures randomFeatures, Settings settings) {
        this.randomFeatures = randomFeatures;
        this.settings = settings;
    }

    /**
     * Adds an embedding.
     *
     * @return the shift, where this embedding ends a block; else null
     * @throws IllegalArgumentException as {@link EmbeddingSums#add}
     */
    public @Nullable EmbeddingShift add(EncoderVersion encoder, float[] embedding) {
        EmbeddingSums known = reference;
        EmbeddingSums current = block;
        if (known == null
                || current == null
                || encoder.generation() > known.encoder().generation()) {
            known = new EmbeddingSums(randomFeatures, encoder);
            current = new EmbeddingSums(randomFeatures, encoder);
            reference = known;
            block = current;
        }
        if (encoder.generation() < known.encoder().generation()) {
            return null;
        }
        if (known.count() < settings.reference) {
            known.add(embedding);
            return null;
        }
        current.add(embedding);
        if (current.count() < settings.block) {
            return null;
        }
        EmbeddingShift shift = known.shift(current);
        current.clear();
        return shift;
    }

    /** The encoder whose embeddings are watched; null before the first. */
    public @Nullable EncoderVersion encoder() {
        return reference == null ? null : reference.encoder();
    }

    /** Sizes, then reference and block if there are any. */
    public byte[] toBytes() {
        int sums = reference == null || block == null ? 0 : reference.bytes() + block.bytes();
        ByteBuffer bytes = StateFormat.EMBEDDING_WATCH
                .begin(2 * Integer.BYTES + sums)
                .putInt(settings.reference)
                .putInt(settings.block);
        if (reference != null && block != null) {
            reference.write(bytes);
            block.write(bytes);
        }
        return StateFormat.written(bytes);
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @param randomFeatures the same as of what was written
     * @throws IllegalArgumentException if the bytes are not such
     */
    public static EmbeddingWatch fromBytes(byte[] state, RandomFeatures randomFeatures) {
        StateFormat format = StateFormat.EMBEDDING_WATCH;
        ByteBuffer bytes = format.open(state);
        format.requireAtLeast(bytes, 2 * Integer.BYTES);
        EmbeddingWatch watch = new EmbeddingWatch(randomFeatures, new Settings(bytes.getInt(), bytes.getInt()));
        if (bytes.hasRemaining()) {
            watch.reference = EmbeddingSums.read(bytes, randomFeatures, format);
            watch.block = EmbeddingSums.read(bytes, randomFeatures, format);
            format.requireRemaining(bytes, 0);
        }
        return watch;
    }
}
