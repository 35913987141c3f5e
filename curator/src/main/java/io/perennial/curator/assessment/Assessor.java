package io.perennial.curator.assessment;

import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.GoldExample;
import org.jspecify.annotations.Nullable;

/** Judges items of one modality by themselves. Deterministic. One instance belongs to one thread. */
public interface Assessor {
    /** @throws PoisonException if the payload is not what its topic says it is */
    Assessment assess(RawItem item) throws PoisonException;

    /**
     * What samples are compared with instead of an example of a gold set.
     *
     * @throws PoisonException if the example cannot be decoded; then no sample can equal it
     */
    HeldOut heldOut(GoldExample example) throws PoisonException;

    /**
     * As {@link Content#pictureHash()}, of a sample that was admitted.
     *
     * @throws PoisonException if its picture cannot be read any more
     */
    default @Nullable PdqHash pictureHash(CuratedSample sample) throws PoisonException {
        return null;
    }
}
