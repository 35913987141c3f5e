package io.perennial.curator.topology;

import io.perennial.curator.drift.blocks.Mixes;
import io.perennial.curator.rules.TemplateRules;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.curator.topology.Curation.Reading;
import io.perennial.curator.topology.Curation.TemplateNews;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.TemplateChange;
import io.perennial.schemas.records.Verdict;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Finds the template of each candidate among those of its partition of the raw topic, and judges one whose template has used up its
 * tokens. The reading of a candidate learns its template, and whether it is new. Everything else passes. A template that is new or has
 * changed is told first.
 */
final class TemplateProcessor extends ContextualProcessor<String, Curation, String, Curation> {
    private final TemplateRules rules;
    private final String templatesName;
    private final String bucketsName;
    private @Nullable Grouping grouping;
    /** What was grouped last, whose reading comes next. */
    private @Nullable Verdict grouped;

    TemplateProcessor(TemplateRules rules, String templatesName, String bucketsName) {
        this.rules = rules;
        this.templatesName = templatesName;
        this.bucketsName = bucketsName;
    }

    @Override
    public void init(ProcessorContext<String, Curation> context) {
        super.init(context);
        grouping = new Grouping(rules, context.getStateStore(templatesName), context.getStateStore(bucketsName));
    }

    @Override
    public void process(Record<String, Curation> record) {
        if (record.value() instanceof Candidate candidate) {
            group(record, candidate);
        } else if (record.value() instanceof Reading reading
                && grouped != null
                && reading.draft().getOrigin().equals(grouped.getOrigin())) {
            LogTemplate template = grouped.getTemplate();
            Record<String, Curation> withTemplate =
                    record.withValue(new Reading(VerdictDraft.withTemplate(reading.draft(), template.getChange())));
            withTemplate.headers().add(Mixes.TEMPLATE, template.getId().getBytes(StandardCharsets.UTF_8));
            context().forward(withTemplate);
        } else {
            context().forward(record);
        }
    }

    private void group(Record<String, Curation> record, Candidate candidate) {
        if (grouping == null) {
            throw new IllegalStateException("process before init");
        }
        Verdict verdict = grouping.group(candidate.draft(), candidate.sample().getText(), record.timestamp());
        LogTemplate template = verdict.getTemplate();
        grouped = verdict;
        if (template.getChange() != TemplateChange.NONE) {
            context().forward(record.withKey(template.getId()).withValue((Curation)
                    new TemplateNews(VerdictDraft.templateEvent(verdict))));
        }
        if (verdict.getOutcome() == Outcome.REJECTED) {
            context().forward(record.withKey(verdict.getSampleId()).withValue((Curation) new Judgement(verdict)));
        } else {
            CuratedSample sample = CuratedSample.newBuilder(candidate.sample())
                    .setTemplateId(template.getId())
                    .setTemplateVersion(template.getVersion())
                    .build();
            context().forward(record.withValue((Curation) new Candidate(verdict, sample)));
        }
    }
}
