package io.perennial.curator.topology;

import io.perennial.curator.assessment.Assessors;
import io.perennial.curator.decontamination.Contamination;
import io.perennial.curator.decontamination.GoldSets;
import io.perennial.curator.deduplication.AdmittedContents;
import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.deduplication.Survivor;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.topology.Curation.Admission;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.curator.topology.Curation.Search;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides about candidates beside all others of the same content, which are in the same partition: contaminated, duplicate, or
 * admitted; where near-duplicates are looked for, a search begins instead of the admission. A contaminated content is not remembered as
 * admitted.
 */
final class AdmitProcessor extends ContextualProcessor<String, Candidate, String, Curation> {
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

    private final CurationPlan plan;
    private final RuleSet rules;
    private final String storeName;
    private final @Nullable Likeness likeness;
    private final TextSigner signer = new TextSigner();
    private @Nullable GoldSets gold;
    private @Nullable AdmittedContents admitted;

    AdmitProcessor(CurationPlan plan, RuleSet rules, String storeName) {
        this.plan = plan;
        this.rules = rules;
        this.storeName = storeName;
        likeness = rules.nearDuplicates() == null ? null : Likeness.of(rules.modality());
    }

    @Override
    public void init(ProcessorContext<String, Curation> context) {
        super.init(context);
        AdmittedContents contents = new AdmittedContents(
                context.getStateStore(storeName), rules.deduplication().horizonMillis());
        admitted = contents;
        gold = new GoldSets(
                context.getStateStore(CuratorTopology.GOLD_STORE),
                plan.blobs(),
                rules,
                Assessors.of(rules, new PayloadReader(plan.blobs())));
        context.schedule(SWEEP_INTERVAL, PunctuationType.STREAM_TIME, contents::sweep);
    }

    @Override
    public void process(Record<String, Candidate> record) {
        if (gold == null || admitted == null) {
            throw new IllegalStateException("process before init");
        }
        Verdict draft = record.value().draft();
        CuratedSample sample = record.value().sample();
        SignedText text = new SignedText(signer, sample.getText());
        Contamination contamination =
                gold.find(sample.getContentSha256(), text, record.value().pictureHash());
        if (contamination != null) {
            judge(record, VerdictDraft.contaminated(draft, contamination));
            return;
        }
        Survivor candidate = new Survivor(record.timestamp(), sample.getSampleId());
        String survivor =
                admitted.admit(sample.getContentSha256(), candidate, context().currentStreamTimeMs());
        if (survivor != null) {
            judge(record, VerdictDraft.duplicate(draft, survivor));
            return;
        }
        Likeness.Sketch sketch =
                likeness == null ? null : likeness.sketch(text, record.value().pictureHash());
        if (sketch == null) {
            judge(record, draft);
            context().forward(record.withKey(sample.getSampleId()).withValue((Curation) new Admission(sample)));
        } else {
            search(record, sketch);
        }
    }

    /** The sample waits under the position of its record, since an id may come again. */
    private void search(Record<String, Candidate> record, Likeness.Sketch sketch) {
        CuratedSample sample = record.value().sample();
        BandHolder holder = new BandHolder(0, record.timestamp(), sketch.bytes(), sample.getSampleId());
        SourcePosition origin = sample.getOrigin();
        String position = origin.getTopic() + "-" + origin.getPartition() + "-" + origin.getOffset();
        context().forward(record.withKey(position).withValue((Curation) record.value()));
        context().forward(record.withKey(position).withValue((Curation)
                new Search(new Fingerprint(holder, sketch.bands()))));
    }

    private void judge(Record<String, Candidate> record, Verdict verdict) {
        context().forward(record.withKey(verdict.getSampleId()).withValue((Curation) new Judgement(verdict)));
    }
}
