package io.perennial.curator.assessment;

import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.schemas.records.GoldExample;

/** Judges items of one modality by themselves. Deterministic. One instance belongs to one thread. */
public interface Assessor {
    /** @throws PoisonException if the payload is not what its topic says it is */
    Assessment assess(RawItem item) throws PoisonException;

    /**
     * Digest of an example of a gold set in the same normal form as {@link Assessment#contentSha256()}.
     *
     * @throws PoisonException if the example cannot be decoded; then no sample can equal it
     */
    String contentSha256(GoldExample example) throws PoisonException;
}
