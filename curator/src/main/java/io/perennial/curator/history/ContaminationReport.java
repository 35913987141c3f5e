package io.perennial.curator.history;

import io.perennial.curator.decontamination.Contamination;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.SourcePosition;
import java.util.List;
import java.util.SortedMap;

/**
 * Curated samples that overlap a gold set, which is newer than they are, and the versions that were trained on them.
 *
 * @param set the gold set
 * @param samples curated samples that were compared
 * @param found how many overlap, by rule
 * @param trained how many of them were in the windows of each version
 * @param overlaps the first of them
 */
public record ContaminationReport(
        GoldSet set,
        long samples,
        SortedMap<String, Long> found,
        SortedMap<TrainedVersion, Long> trained,
        List<Overlap> overlaps) {

    /**
     * A version of a model.
     *
     * @param checkpointId tells apart versions of the same number
     */
    public record TrainedVersion(String model, long version, String checkpointId)
            implements Comparable<TrainedVersion> {
        @Override
        public int compareTo(TrainedVersion other) {
            int order = model.compareTo(other.model);
            order = order != 0 ? order : Long.compare(version, other.version);
            return order != 0 ? order : checkpointId.compareTo(other.checkpointId);
        }
    }

    /**
     * A sample that overlaps.
     *
     * @param position in the curated topic
     * @param origin of the raw record
     * @param trained versions in whose window it was
     */
    public record Overlap(
            String sampleId,
            String source,
            SourcePosition position,
            SourcePosition origin,
            Contamination contamination,
            List<TrainedVersion> trained) {}

    /** Curated samples that overlap. */
    public long count() {
        return found.values().stream().mapToLong(Long::longValue).sum();
    }
}
