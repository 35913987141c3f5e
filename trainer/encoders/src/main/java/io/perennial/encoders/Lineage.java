package io.perennial.encoders;

import io.perennial.schemas.records.OffsetRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What made a checkpoint. It goes into the manifest, so it holds nothing that differs between two runs over the same log: no
 * clock, no host, no MLflow run.
 *
 * @param parentId checkpointId of the parent, null for the first
 * @param parentChainHash chain hash of the parent, null for the first
 * @param version number of the update, from 1
 * @param windows windows of the curated topics that this update consumed
 * @param nextOffsets where the next update starts: fromOffset of each partition
 * @param replayed (topic, partition, offset) of each replayed sample, as ranges of length 1, in draw order
 * @param samples samples drawn since the first checkpoint, replay included
 * @param controlOffset offset of training.control up to which commands were applied
 * @param configHash SHA-256 of the model's configuration
 * @param codeVersion version of the trainer
 */
public record Lineage(
        @Nullable String parentId,
        @Nullable String parentChainHash,
        long version,
        List<OffsetRange> windows,
        List<OffsetRange> nextOffsets,
        List<OffsetRange> replayed,
        long samples,
        long controlOffset,
        String configHash,
        String codeVersion) {

    public Lineage {
        windows = List.copyOf(windows);
        nextOffsets = List.copyOf(nextOffsets);
        replayed = List.copyOf(replayed);
        if (version < 1) {
            throw new IllegalArgumentException("version must be at least 1, was " + version);
        }
    }
}
