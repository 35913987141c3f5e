package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Pretraining;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.util.SortedMap;

/** Whether a trainer could go on from a checkpoint: a command that would only end it is better not given. */
public final class RewindTarget {
    private RewindTarget() {}

    /**
     * Opens the checkpoint as a trainer would, and looks for the records that come next.
     *
     * @throws ServiceException of kind data if a blob is missing or damaged, or the curated topic has lost the records
     */
    public static void require(ServiceConfig config, Checkpoint target) {
        String name = "version " + target.getVersion() + " (" + target.getCheckpointId() + ")";
        DirectoryBlobStore blobs = config.blobs();
        try (Pretraining opened = new Checkpoints(blobs).resume(target.getManifest());
                CuratedLog log = new CuratedLog(
                        RecordedUpdates.consumer(config),
                        TrainerSettings.of(config).topic(),
                        blobs)) {
            requireRecords(name + ", which has " + opened.steps() + " steps,", target, log.beginnings());
        } catch (IOException e) {
            throw ServiceException.data(
                    name + " cannot be continued: " + e.getMessage() + "; or rewind to another version", e);
        }
    }

    private static void requireRecords(String name, Checkpoint target, SortedMap<Integer, Long> beginnings) {
        for (OffsetRange next : target.getNextOffsets()) {
            long beginning = beginnings.getOrDefault(next.getPartition(), 0L);
            if (next.getFromOffset() < beginning) {
                throw ServiceException.data(
                        name + " goes on at " + next.getTopic() + "-" + next.getPartition() + "@"
                                + next.getFromOffset() + ", but the topic begins at " + beginning
                                + "; restore the topic from a backup, or rewind to a later version",
                        null);
            }
        }
    }
}
