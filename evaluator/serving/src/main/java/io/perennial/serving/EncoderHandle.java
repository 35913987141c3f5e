package io.perennial.serving;

import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A loaded encoder that several threads share: one computes at a time, for an encoder is not safe for several. Retiring waits for
 * the computation in progress. Owns the encoder.
 */
final class EncoderHandle {
    private final Encoder encoder;
    private final long version;
    private final ReentrantLock computing = new ReentrantLock(true);
    private boolean retired;

    EncoderHandle(Encoder encoder, long version) {
        this.encoder = encoder;
        this.version = version;
    }

    /**
     * @param vector the embedding
     * @param micros time to compute it, without the wait for other threads
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    record Embedding(float[] vector, long micros) {}

    String checkpointId() {
        return encoder.checkpointId();
    }

    /** Number of the update that the checkpoint came from. */
    long version() {
        return version;
    }

    /**
     * Embeds one content; null if the encoder was retired, then the caller asks for the present one.
     *
     * @throws IllegalArgumentException if the content has the wrong kind or cannot be decoded
     */
    @Nullable
    Embedding embed(Content content) {
        computing.lock();
        try {
            if (retired) {
                return null;
            }
            long start = System.nanoTime();
            float[] vector = encoder.embed(List.of(content))[0];
            return new Embedding(vector, (System.nanoTime() - start) / 1_000);
        } finally {
            computing.unlock();
        }
    }

    /** Releases the encoder after the computation in progress. Idempotent. */
    void retire() {
        computing.lock();
        try {
            if (!retired) {
                retired = true;
                encoder.close();
            }
        } finally {
            computing.unlock();
        }
    }
}
