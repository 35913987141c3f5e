package io.perennial.encoders;

import io.perennial.schemas.blobs.BlobStore;
import java.io.IOException;
import java.util.List;

/**
 * Self-supervised training of one model, step by step. Used by one thread. Given the same configuration, the same batches and
 * the same number of threads, the parameters are the same bits.
 */
public interface Pretraining extends AutoCloseable {
    /** Samples that one step takes. */
    int batchSize();

    /** How many texts of one source that follow each other make one content of a batch; 1 if each is trained on alone. */
    int contextLength();

    /** Steps since the first checkpoint. */
    long steps();

    /** The back end, device and threads in one line, for example {@code nd4j-native onednn-avx2, cpu, 2 threads}. */
    String backend();

    /**
     * One optimiser step on exactly {@link #batchSize()} contents.
     *
     * @throws IllegalArgumentException if a content has the wrong kind or cannot be decoded
     */
    StepResult step(List<? extends Content> batch);

    /** Writes tensors, tokenizer and updater state, then the manifest. Nothing is overwritten. */
    SavedCheckpoint save(BlobStore blobs, Lineage lineage) throws IOException;

    @Override
    void close();
}
