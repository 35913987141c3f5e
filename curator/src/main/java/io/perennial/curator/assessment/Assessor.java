package io.perennial.curator.assessment;

import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.schemas.records.GoldExample;
import java.util.Set;

/** Judges items of one modality by themselves. Deterministic. One instance belongs to one thread. */
public interface Assessor {
    /** @throws PoisonException if the payload is not what its topic says it is */
    Assessment assess(RawItem item) throws PoisonException;

    /**
     * Digests of an example of a gold set in the same normal form as {@link Assessment#contentSha256()}: one, or several where it depends
     * on the source what becomes of personal data.
     *
     * @throws PoisonException if the example cannot be decoded; then no sample can equal it
     */
    Set<String> contentDigests(GoldExample example) throws PoisonException;
}
