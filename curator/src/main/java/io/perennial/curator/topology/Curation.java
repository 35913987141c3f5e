package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.Verdict;
import org.jspecify.annotations.Nullable;

/** What the processors of the topology send on. */
sealed interface Curation {
    /** A decision, for {@code curation.verdicts}. */
    record Judgement(Verdict verdict) implements Curation {}

    /**
     * A sample that passed the rules, and later also the comparison with its equals; whether it is admitted is still open.
     *
     * @param pictureHash of a picture with enough structure; null: of none, or the rules compare no hashes
     */
    record Candidate(
            Verdict draft, CuratedSample sample, @Nullable PdqHash pictureHash) implements Curation {
        Candidate(Verdict draft, CuratedSample sample) {
            this(draft, sample, null);
        }
    }

    /** An admitted sample, for {@code curated.*}. */
    record Admission(CuratedSample sample) implements Curation {}

    /** Asks whether a candidate is a near-duplicate. */
    record Search(Fingerprint fingerprint) implements Curation {}

    /** What a band has to say about a candidate. */
    record Answered(BandAnswers answer) implements Curation {}

    /** A new template or a new version of one, for {@code curation.templates}. */
    record TemplateNews(TemplateEvent event) implements Curation {}

    /** The descriptors of a sample, as scores of a draft of its verdict. */
    record Reading(Verdict draft) implements Curation {}

    /** The bytes of a poison record, for {@code curation.dlq}. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record DeadLetter(byte[] value) implements Curation {}
}
