package io.perennial.trainer;

import java.util.Collection;
import java.util.Map;

/** Where old samples are read again. */
@FunctionalInterface
interface ReplaySource {
    /**
     * The sample that stands for each drawn offset: the one at the offset, else the next one of the pool in the partition, else the
     * first one of the pool in the partition.
     */
    Map<RecordPosition, WindowSample> read(ReplayPool pool, Collection<RecordPosition> draws);
}
