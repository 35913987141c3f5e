package io.perennial.curator.topology;

import io.perennial.curator.rules.TemplateRules;
import io.perennial.curator.templates.PartitionTemplates;
import io.perennial.curator.templates.TemplateBuckets;
import io.perennial.curator.templates.TemplateMatch;
import io.perennial.curator.templates.TokenBucket;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Gives the records of one partition of a raw topic their templates, and finds those whose template has used up its tokens. Records must
 * come in the order of their offsets.
 */
final class Grouping {
    private final PartitionTemplates templates;
    private final @Nullable TemplateBuckets buckets;

    /** Both stores belong to the partition alone. */
    Grouping(TemplateRules rules, KeyValueStore<Long, byte[]> templates, KeyValueStore<Long, TokenBucket> buckets) {
        this.templates = new PartitionTemplates(templates, rules.tree(), rules.masks());
        this.buckets = rules.sampling() == null ? null : new TemplateBuckets(buckets, rules.sampling());
    }

    /**
     * The draft with its template; REJECTED if there is no token left.
     *
     * @param text normal form of the record
     * @param time of the record in milliseconds
     */
    Verdict group(Verdict draft, String text, long time) {
        SourcePosition origin = draft.getOrigin();
        TemplateMatch match = templates.match(text, origin.getOffset());
        Verdict grouped = Verdict.newBuilder(draft)
                .setTemplate(VerdictDraft.template(origin.getPartition(), match))
                .build();
        return hasToken(match, time) ? grouped : VerdictDraft.frequent(grouped);
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
