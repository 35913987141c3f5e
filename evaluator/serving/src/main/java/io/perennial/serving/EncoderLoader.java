package io.perennial.serving;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Encoder;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.ServedCheckpoint;
import java.io.IOException;

/**
 * Loads a checkpoint and lets nothing through that does not reproduce itself on this machine: digests are verified while reading, and
 * the self-test, which also warms the encoder, must agree with the stored vectors. Safe for use by several threads.
 */
final class EncoderLoader {
    /** Greatest difference that the self-test may show. */
    static final double TOLERANCE = 1e-5;

    private final CheckpointCache cache;

    EncoderLoader(CheckpointCache cache) {
        this.cache = cache;
    }

    /**
     * Loads, verifies and warms.
     *
     * @throws IOException if a blob is missing or corrupt
     * @throws ServiceException of kind data if the checkpoint is not the one that was asked for, or fails its self-test
     */
    EncoderHandle load(ServedCheckpoint checkpoint) throws IOException {
        Encoder encoder = new Checkpoints(cache.blobsOf(checkpoint.getCheckpointId())).load(checkpoint.getManifest());
        try {
            requireProven(encoder, checkpoint);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
        return new EncoderHandle(encoder, checkpoint.getVersion());
    }

    private static void requireProven(Encoder encoder, ServedCheckpoint checkpoint) {
        if (!encoder.checkpointId().equals(checkpoint.getCheckpointId())) {
            throw ServiceException.data(
                    "checkpoint " + checkpoint.getCheckpointId() + ": its manifest is that of " + encoder.checkpointId()
                            + "; the record in serving.desired is wrong",
                    null);
        }
        double difference = encoder.selfTest();
        // Written so that NaN fails.
        if (!(difference <= TOLERANCE)) {
            throw ServiceException.data(
                    "checkpoint " + checkpoint.getCheckpointId() + ": self-test differs by " + difference
                            + ", allowed is " + TOLERANCE
                            + "; this machine does not reproduce the checkpoint: compare its numeric back end with the trainer's",
                    null);
        }
    }
}
