package io.perennial.encoders;

import io.perennial.schemas.blobs.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/**
 * Self-supervised training of one model, step by step. Used by one thread. Given the same configuration, the same batches and
 * the same number of threads, the parameters are the same bits.
 */
public interface Pretraining extends AutoCloseable {
    /** Samples that one step takes. */
    int batchSize();

    /** How many texts of one source that follow each other make one content of a batch; 1 if each is trained on alone. */
    int contextLength();

    /** Steps since the first checkpoint, without those of a release branch. */
    long steps();

    /** The configuration as a checkpoint would now hold it: a vocabulary may have grown. */
    ModelConfiguration configuration();

    /**
     * Appends tokens to the vocabulary where that may grow and cuts a window badly: learned from the window, with rows that begin as
     * the means of those of the tokens that they replace. Before {@link #begin}; does nothing elsewhere.
     *
     * @param window contents of the next update
     */
    void grow(List<? extends Content> window);

    /**
     * Begins an update; schedules that follow updates need to know how long it is. Without this call the learning rate stays after the
     * warm-up.
     *
     * @param steps steps of the update
     * @return steps of the release branch that follows them, 0 where the checkpoint is released as it is trained
     */
    int begin(int steps);

    /**
     * Leaves the trunk for the release branch. {@link #save} then writes the trunk as it is now, to train on from, and the branch as it
     * is then, to embed with.
     */
    void leaveTrunk();

    /** The back end, device and threads in one line, for example {@code nd4j-native onednn-avx2, cpu, 2 threads}. */
    String backend();

    /**
     * One optimiser step on exactly {@link #batchSize()} contents.
     *
     * @throws IllegalArgumentException if a content has the wrong kind or cannot be decoded
     */
    StepResult step(List<? extends Content> batch);

    /** Floating point operations of the matrix products of one step. */
    long matrixOperations();

    /** Mean losses of the step that was made last, by name, where the objective is a sum of several; empty where it is one. */
    SortedMap<String, Double> losses();

    /**
     * What a manifest tells of the update that was begun, besides its settings: from how many tokens to how many the vocabulary grew, with
     * adapters how many numbers are trained and how many are frozen; empty where there is nothing to tell.
     */
    SortedMap<String, String> remarks();

    /** One vector for each content, with the parameters that a checkpoint would now be embedded with. */
    float[][] embed(List<? extends Content> contents);

    /** Writes tensors, tokenizer and updater state, then the manifest. Nothing is overwritten. Training goes on from the trunk. */
    SavedCheckpoint save(BlobStore blobs, Lineage lineage) throws IOException;

    @Override
    void close();
}
