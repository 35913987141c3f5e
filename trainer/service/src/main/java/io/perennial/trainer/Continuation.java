package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an update goes on from: the checkpoint of the state, read from its blobs or, where the training that wrote it is still at hand, as it
 * stands. A checkpoint is named by the digest of all that it holds, so both are the same bits, and an update after a crash is the same as
 * one without. Not safe for use by several threads.
 */
final class Continuation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Continuation.class);

    private final ModelConfiguration model;
    private final long seed;
    private final BlobStore blobs;
    private final Checkpoints checkpoints;
    private final SampleContents contents;
    private @Nullable Pretraining atHand;
    private @Nullable String standsAt;

    /**
     * @param model begins a model
     * @param seed of a model that begins
     */
    Continuation(ModelConfiguration model, long seed, BlobStore blobs) {
        this.model = model;
        this.seed = seed;
        this.blobs = blobs;
        this.checkpoints = new Checkpoints(blobs);
        this.contents = new SampleContents(blobs);
    }

    /**
     * What the first update of a line was made with.
     *
     * @param configuration the configuration of the model
     * @param seed seed of every random choice
     */
    record Origin(ModelConfiguration configuration, long seed) {}

    @FunctionalInterface
    private interface BlobAccess<T> {
        T run() throws IOException;
    }

    /** What the parent was made with wins over the configuration: one line of parents is one model. */
    Origin origin(TrainerState state) {
        Checkpoint parent = state.parent();
        if (parent == null) {
            return new Origin(model, seed);
        }
        Manifest manifest = fromBlobs(state, () -> checkpoints.read(parent.getManifest()));
        Origin origin = new Origin(manifest.configuration(), manifest.seed());
        if (!origin.configuration().continues(model) || origin.seed() != seed) {
            log.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("checkpointId", state.parentId())
                    .addKeyValue("checkpoint", origin)
                    .addKeyValue("configured", new Origin(model, seed))
                    .log("goes on with configuration and seed of its checkpoint; a changed one needs a new model");
        }
        return origin;
    }

    /**
     * The training that stands at the checkpoint of the state. Who takes it closes it or gives it back with {@link #keep}.
     *
     * @param window begins a model that has no checkpoint
     */
    Pretraining take(TrainerState state, Origin origin, ClosedWindow window) {
        Checkpoint parent = state.parent();
        if (parent == null) {
            close();
            List<Content> first =
                    window.samples().stream().map(contents::content).toList();
            try {
                return checkpoints.start(origin.configuration(), origin.seed(), first);
            } catch (IllegalArgumentException e) {
                throw ServiceException.usage("configuration: " + e.getMessage());
            }
        }
        if (atHand != null && parent.getCheckpointId().equals(standsAt)) {
            Pretraining taken = atHand;
            atHand = null;
            standsAt = null;
            return taken;
        }
        close();
        return fromBlobs(state, () -> checkpoints.resume(parent.getManifest()));
    }

    /** What the replay buffer of the parent holds, where that depends on the encoder; else empty. */
    List<RecordPosition> replayBuffer(TrainerState state) {
        Checkpoint parent = state.parent();
        if (parent == null) {
            return List.of();
        }
        return fromBlobs(state, () -> {
            BlobRef kept = checkpoints.read(parent.getManifest()).lineage().replayBuffer();
            return kept == null ? List.of() : KeptPositions.read(blobs, kept);
        });
    }

    /** Gives back a training that has just written a checkpoint and made no step since. */
    void keep(Pretraining training, String checkpointId) {
        close();
        atHand = training;
        standsAt = checkpointId;
    }

    /** Embeds with the parent of the state, whatever has been trained since. */
    float[][] embed(TrainerState state, Checkpoint parent, List<Content> samples) {
        return fromBlobs(state, () -> {
            try (Encoder encoder = checkpoints.load(parent.getManifest())) {
                return encoder.embed(samples);
            }
        });
    }

    @Override
    public void close() {
        if (atHand != null) {
            atHand.close();
        }
        atHand = null;
        standsAt = null;
    }

    private <T> T fromBlobs(TrainerState state, BlobAccess<T> reading) {
        try {
            return reading.run();
        } catch (MissingBlobException | CorruptBlobException e) {
            throw ServiceException.data(
                    "checkpoint " + state.parentId() + " of " + model.name() + " cannot be continued: "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "the blob store failed while checkpoint " + state.parentId() + " of " + model.name() + " was read: "
                            + e.getMessage() + "; mend it, then start again",
                    e);
        }
    }
}
