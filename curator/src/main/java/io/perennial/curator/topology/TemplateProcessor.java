package io.perennial.curator.topology;

import io.perennial.curator.rules.TemplateRules;
import io.perennial.curator.templates.PartitionTemplates;
import io.perennial.curator.templates.TemplateBuckets;
import io.perennial.curator.templates.TemplateMatch;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Finds the template of each candidate among those of its partition of the raw topic, and judges one whose template has used up its
 * tokens. Everything else passes.
 */
final class TemplateProcessor extends ContextualProcessor<String, Curation, String, Curation> {
    private final TemplateRules rules;
    private final String templatesName;
    private final String bucketsName;
    private @Nullable PartitionTemplates templates;
    private @Nullable TemplateBuckets buckets;

    TemplateProcessor(TemplateRules rules, String templatesName, String bucketsName) {
        this.rules = rules;
        this.templatesName = templatesName;
        this.bucketsName = bucketsName;
    }

    @Override
    public void init(ProcessorContext<String, Curation> context) {
        super.init(context);
        templates = new PartitionTemplates(context.getStateStore(templatesName), rules.tree(), rules.masks());
        buckets = rules.sampling() == null
                ? null
                : new TemplateBuckets(context.getStateStore(bucketsName), rules.sampling());
    }

    @Override
    public void process(Record<String, Curation> record) {
        if (record.value() instanceof Candidate candidate) {
            group(record, candidate);
        } else {
            context().forward(record);
        }
    }

    private void group(Record<String, Curation> record, Candidate candidate) {
        if (templates == null) {
            throw new IllegalStateException("process before init");
        }
        SourcePosition origin = candidate.draft().getOrigin();
        TemplateMatch match = templates.match(candidate.sample().getText(), origin.getOffset());
        LogTemplate template = VerdictDraft.template(origin.getPartition(), match);
        Verdict draft =
                Verdict.newBuilder(candidate.draft()).setTemplate(template).build();
        if (hasToken(match, record.timestamp())) {
            CuratedSample sample = CuratedSample.newBuilder(candidate.sample())
                    .setTemplateId(template.getId())
                    .setTemplateVersion(template.getVersion())
                    .build();
            context().forward(record.withValue((Curation) new Candidate(draft, sample)));
        } else {
            Verdict verdict = VerdictDraft.frequent(draft);
            context().forward(record.withKey(verdict.getSampleId()).withValue((Curation) new Judgement(verdict)));
        }
    }

    private boolean hasToken(TemplateMatch match, long time) {
        if (buckets == null) {
            return true;
        }
        if (match.forgotten() != TemplateMatch.NONE) {
            buckets.forget(match.forgotten());
        }
        return buckets.take(match.number(), time);
    }
}
