package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads old samples again from the archives of the checkpoints whose windows they were in. At most a few archives are in memory. Not
 * safe for use by several threads.
 */
final class ArchivedReplay {
    private static final int ARCHIVES_IN_MEMORY = 4;

    private final BlobStore blobs;
    private final List<Checkpoint> oldestFirst;
    private final Map<String, List<WindowSample>> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<WindowSample>> eldest) {
            return size() > ARCHIVES_IN_MEMORY;
        }
    };

    /** @param lineage the checkpoints whose windows may be drawn from */
    ArchivedReplay(BlobStore blobs, List<Checkpoint> lineage) {
        this.blobs = blobs;
        this.oldestFirst = lineage.stream()
                .sorted(Comparator.comparingLong(Checkpoint::getVersion))
                .toList();
    }

    /** The sample at a position, else the next one of the pool in the partition; empty if none follows. */
    Optional<WindowSample> next(ReplayPool pool, RecordPosition from) {
        for (Checkpoint checkpoint : oldestFirst) {
            boolean reaches = checkpoint.getWindows().stream()
                    .anyMatch(window ->
                            window.getPartition() == from.partition() && window.getToOffset() > from.offset());
            Optional<WindowSample> found = reaches ? next(pool, from, samples(checkpoint)) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<WindowSample> next(ReplayPool pool, RecordPosition from, List<WindowSample> samples) {
        NavigableMap<Long, WindowSample> candidates = new TreeMap<>();
        for (WindowSample sample : samples) {
            RecordPosition position = sample.position();
            if (position.partition() == from.partition()
                    && position.offset() >= from.offset()
                    && pool.offsets().contains(position.partition(), position.offset())) {
                candidates.put(position.offset(), sample);
            }
        }
        return Optional.ofNullable(candidates.firstEntry()).map(Map.Entry::getValue);
    }

    private List<WindowSample> samples(Checkpoint checkpoint) {
        List<WindowSample> known = loaded.get(checkpoint.getCheckpointId());
        if (known != null) {
            return known;
        }
        List<WindowSample> samples = archived(blobs, checkpoint);
        loaded.put(checkpoint.getCheckpointId(), samples);
        return samples;
    }

    /**
     * The samples of a checkpoint's windows.
     *
     * @throws ServiceException of kind data if there is no archive, or it cannot be read
     */
    static List<WindowSample> archived(BlobStore blobs, Checkpoint checkpoint) {
        String where = "version " + checkpoint.getVersion() + " (" + checkpoint.getCheckpointId() + ")";
        try {
            BlobRef archive = new Checkpoints(blobs)
                    .read(checkpoint.getManifest())
                    .lineage()
                    .archive();
            if (archive == null) {
                throw ServiceException.data(
                        where + " was trained on " + offsets(checkpoint)
                                + ", which the topic no longer has, and it was written without an archive; restore the topic"
                                + " from a backup, or lower replay.horizon where the samples are only replayed",
                        null);
            }
            return WindowArchive.read(blobs, archive);
        } catch (IOException e) {
            throw ServiceException.data("the archive of " + where + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> offsets(Checkpoint checkpoint) {
        List<String> offsets = new ArrayList<>();
        checkpoint
                .getWindows()
                .forEach(window -> offsets.add(window.getTopic() + "-" + window.getPartition() + "@"
                        + window.getFromOffset() + ".." + window.getToOffset()));
        return offsets;
    }
}
