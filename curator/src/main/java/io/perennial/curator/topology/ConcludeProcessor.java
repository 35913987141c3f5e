package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.topology.Curation.Admission;
import io.perennial.curator.topology.Curation.Answered;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Verdict;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Brings a sample and the answers of all its bands together, in whatever order they come, and decides once all are there. Each comes
 * exactly once, so counting them is enough. Both stores hold only what is under way.
 */
final class ConcludeProcessor extends ContextualProcessor<String, Curation, String, Curation> {
    private final Likeness likeness;
    private final TextSigner signer = new TextSigner();
    private final String candidateStore;
    private final String answerStore;
    private @Nullable KeyValueStore<String, Candidate> candidates;
    private @Nullable KeyValueStore<String, BandAnswers> answers;

    ConcludeProcessor(Likeness likeness, String candidateStore, String answerStore) {
        this.likeness = likeness;
        this.candidateStore = candidateStore;
        this.answerStore = answerStore;
    }

    @Override
    public void init(ProcessorContext<String, Curation> context) {
        super.init(context);
        candidates = context.getStateStore(candidateStore);
        answers = context.getStateStore(answerStore);
    }

    @Override
    public void process(Record<String, Curation> record) {
        if (candidates == null || answers == null) {
            throw new IllegalStateException("process before init");
        }
        BandAnswers known = Objects.requireNonNullElse(answers.get(record.key()), BandAnswers.NONE);
        if (record.value() instanceof Candidate candidate) {
            if (!known.areComplete(likeness.bands())) {
                candidates.put(record.key(), candidate);
                return;
            }
            conclude(record, candidate, known);
        } else if (record.value() instanceof Answered answered) {
            BandAnswers all = known.and(answered.answer());
            Candidate candidate = all.areComplete(likeness.bands()) ? candidates.get(record.key()) : null;
            if (candidate == null) {
                answers.put(record.key(), all);
                return;
            }
            conclude(record, candidate, all);
        } else {
            throw new IllegalStateException("neither a candidate nor an answer: " + record.value());
        }
        candidates.delete(record.key());
        answers.delete(record.key());
    }

    private void conclude(Record<String, Curation> record, Candidate candidate, BandAnswers all) {
        CuratedSample sample = candidate.sample();
        BandHolder earlier = all.earliest();
        Verdict verdict =
                earlier == null ? candidate.draft() : likeness.verdict(candidate.draft(), sketch(candidate), earlier);
        Record<String, Curation> out = record.withKey(sample.getSampleId());
        context().forward(out.withValue(new Judgement(verdict)));
        if (earlier == null) {
            context().forward(out.withValue(new Admission(sample)));
        }
    }

    /** Taken again, since only duplicates need it. */
    private Likeness.Sketch sketch(Candidate candidate) {
        return Objects.requireNonNull(
                likeness.sketch(new SignedText(signer, candidate.sample().getText()), candidate.pictureHash()),
                "a sample that asked has a sketch");
    }
}
