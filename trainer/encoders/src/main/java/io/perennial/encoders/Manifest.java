package io.perennial.encoders;

import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.StoredNumber;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint is made of and what made it. Its bytes are JSON with sorted keys and hold no clock and no host, so two runs over
 * the same log write the same bytes; the SHA-256 of the bytes is the identity of the checkpoint.
 *
 * @param checkpointId SHA-256 of the manifest's bytes; not part of them
 * @param configuration the model
 * @param seed seed of every random choice
 * @param steps optimiser steps since the first checkpoint
 * @param lineage windows, parent and versions
 * @param tensors flat vectors by name: parameters, moment.first, moment.second, and what else training keeps; release.parameters where
 *     the checkpoint is embedded with others than it is trained on from
 * @param tokenizer vocabulary, null where the model reads no text
 * @param probe contents and vectors of the self-test
 * @param trace loss, learning rate and gradient norm of each step of the update; null in old checkpoints
 * @param environment what the numbers depend on besides code: back end, threads, instruction set
 */
public record Manifest(
        String checkpointId,
        ModelConfiguration configuration,
        long seed,
        long steps,
        Lineage lineage,
        SortedMap<String, Vector> tensors,
        @Nullable BlobRef tokenizer,
        BlobRef probe,
        @Nullable BlobRef trace,
        SortedMap<String, String> environment) {

    /** The format that this version writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    /**
     * A flat vector.
     *
     * @param blob the bytes
     * @param stored what they are; old manifests that do not say it hold single precision
     * @param parts tensors inside it
     */
    public record Vector(BlobRef blob, StoredNumber stored, List<Part> parts) {
        public Vector {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One tensor of a vector.
     *
     * @param name dotted path in the network
     * @param shape row-major shape
     * @param offset first element in the vector
     * @param sha256 digest of its bytes, so that two checkpoints can be compared tensor by tensor
     */
    public record Part(String name, List<Long> shape, long offset, String sha256) {
        public Part {
            shape = List.copyOf(shape);
        }
    }

    /** SHA-256 over the parent's chain hash (empty for the first) and the checkpointId: a chain that cannot be edited unseen. */
    public String chainHash() {
        String parent = lineage.parentChainHash();
        return Sha256.of((parent == null ? "" : parent) + checkpointId);
    }

    /** The parameters to embed with: those of the release branch or the average where there is one, else the trained ones. */
    public Vector released() {
        return vector(tensors.containsKey(Network.RELEASE) ? Network.RELEASE : Network.PARAMETERS);
    }

    /** The vector of that name. */
    public Vector vector(String name) {
        Vector vector = tensors.get(name);
        if (vector == null) {
            throw new IllegalArgumentException(
                    "checkpoint " + checkpointId + " has no tensor vector " + name + "; it has " + tensors.keySet());
        }
        return vector;
    }
}
