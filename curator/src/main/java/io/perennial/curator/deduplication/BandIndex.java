package io.perennial.curator.deduplication;

import org.jspecify.annotations.Nullable;

/**
 * What the bands of one partition know of earlier samples. Samples must ask in their order, with the stream time of that order: then the
 * answers are those of a single index, whatever the number of partitions.
 */
public interface BandIndex {
    /**
     * Asks a band for an earlier sample that is similar, and makes the asking one known to it.
     *
     * @param streamTime largest timestamp among the samples up to the one that asks, in milliseconds
     * @return the earliest of those within the horizon, or null
     */
    @Nullable
    BandHolder ask(long band, BandHolder asker, long streamTime);

    /** Deletes what no later sample can be told of. Answers do not depend on when this runs. */
    void sweep(long streamTime);
}
