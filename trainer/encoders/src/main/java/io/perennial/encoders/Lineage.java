package io.perennial.encoders;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.OffsetRange;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * @param settings what else shaped the update, by key of the trainer, so that it can be trained again; empty in old checkpoints
 * @param archive the samples of the windows, for when the topic no longer has them; null where none was written
 * @param replayBuffer the offsets that the next update replays from, where that depends on the encoder; null elsewhere
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
        String codeVersion,
        SortedMap<String, String> settings,
        @Nullable BlobRef archive,
        @Nullable BlobRef replayBuffer) {

    public Lineage {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        windows = List.copyOf(windows);
        nextOffsets = List.copyOf(nextOffsets);
        replayed = List.copyOf(replayed);
        if (version < 1) {
            throw new IllegalArgumentException("version must be at least 1, was " + version);
        }
    }

    /** Lineage of a checkpoint that names neither settings nor archive nor replay buffer. */
    public Lineage(
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
        this(
                parentId,
                parentChainHash,
                version,
                windows,
                nextOffsets,
                replayed,
                samples,
                controlOffset,
                configHash,
                codeVersion,
                Collections.emptySortedMap(),
                null,
                null);
    }
}
