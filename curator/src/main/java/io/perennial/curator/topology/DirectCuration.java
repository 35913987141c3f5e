package io.perennial.curator.topology;

import io.perennial.curator.assessment.Assessment;
import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.assessment.Assessors;
import io.perennial.curator.assessment.Content;
import io.perennial.curator.decontamination.Contamination;
import io.perennial.curator.decontamination.GoldSets;
import io.perennial.curator.deduplication.AdmittedContents;
import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.deduplication.BandIndex;
import io.perennial.curator.deduplication.Survivor;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.curator.parsing.RawRecord;
import io.perennial.curator.parsing.RawRecordParser;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.TemplateRules;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * What the topology decides about the records of one modality, in one thread and without writing anywhere: the same parts, one after the
 * other. What it has to remember is in memory and begins empty: contents (about 0.2 KB each), where the rules look for near-duplicates
 * their bands (1.5 KB a text, 3 KB a picture), and templates.
 */
public final class DirectCuration {
    private final RuleSet rules;
    private final RawRecordParser parser = new RawRecordParser();
    private final Assessor assessor;
    private final VerdictDraft drafts;
    private final GoldSets gold;
    private final AdmittedContents admitted;
    private final TextSigner signer = new TextSigner();
    private final @Nullable Likeness likeness;
    private final @Nullable BandIndex bands;
    private final Map<Integer, Grouping> groupings = new HashMap<>();
    /** Stream time of what is compared by content. */
    private long contentTime;
    /** Stream time of what is compared by its sketch. */
    private long sketchTime;

    private long order;

    /**
     * @param gold records of {@code evaluation.gold} by key
     * @param codeVersion goes into the verdicts
     */
    public DirectCuration(RuleSet rules, BlobStore blobs, Map<String, byte[]> gold, String codeVersion) {
        this.rules = rules;
        assessor = Assessors.of(rules, new PayloadReader(blobs));
        drafts = new VerdictDraft(rules, codeVersion);
        MemoryStore<String, ValueAndTimestamp<byte[]>> sets = new MemoryStore<>();
        gold.forEach((key, value) -> sets.put(key, ValueAndTimestamp.make(value, 0)));
        this.gold = new GoldSets(sets, blobs, rules, assessor);
        long horizon = rules.deduplication().horizonMillis();
        admitted = new AdmittedContents(new MemoryStore<>(), horizon);
        likeness = rules.nearDuplicates() == null ? null : Likeness.of(rules.modality());
        bands = likeness == null ? null : likeness.indexInMemory(horizon);
    }

    /**
     * Judges one record. Records of a partition must come in the order of their offsets.
     *
     * @param earlier a verdict on the same record that found it a duplicate of a sample from before all records given here, or null. It is
     *     one still if the rules let it pass and its content is the same.
     */
    public Verdict judge(ConsumerRecord<String, byte[]> record, @Nullable Verdict earlier) {
        RawRecord raw = raw(record);
        RawItem item;
        try {
            item = parser.parse(raw);
        } catch (PoisonException e) {
            return drafts.poison(raw, parser.identityOfPoison(raw), e);
        }
        try {
            Assessment assessment = assessor.assess(item);
            Verdict draft = drafts.assessed(raw, item.identity(), assessment);
            return assessment.content() == null ? draft : compare(draft, assessment.content(), earlier);
        } catch (PoisonException e) {
            return drafts.poison(raw, item.identity(), e);
        }
    }

    /** What the rules say about the record has been said; now it is compared with others. */
    private Verdict compare(Verdict draft, Content content, @Nullable Verdict earlier) {
        long time = draft.getDecidedAt().toEpochMilli();
        Verdict grouped = draft;
        TemplateRules templates = rules.templates();
        if (templates != null) {
            grouped = groupings
                    .computeIfAbsent(
                            draft.getOrigin().getPartition(),
                            partition -> new Grouping(templates, new MemoryStore<>(), new MemoryStore<>()))
                    .group(draft, content.text(), time);
        }
        if (grouped.getOutcome() == Outcome.REJECTED) {
            return grouped;
        }
        contentTime = Math.max(contentTime, time);
        SignedText text = new SignedText(signer, content.text());
        Contamination contamination = gold.find(draft.getContentSha256(), text, content.pictureHash());
        if (contamination != null) {
            return VerdictDraft.contaminated(grouped, contamination);
        }
        Verdict same = earlier != null && earlier.getContentSha256().equals(draft.getContentSha256()) ? earlier : null;
        if (same != null && same.getRule().equals(VerdictDraft.EXACT_DUPLICATE)) {
            return again(grouped, same);
        }
        String survivor =
                admitted.admit(draft.getContentSha256(), new Survivor(time, draft.getSampleId()), contentTime);
        if (survivor != null) {
            return VerdictDraft.duplicate(grouped, survivor);
        }
        Likeness.Sketch sketch = likeness == null ? null : likeness.sketch(text, content.pictureHash());
        if (likeness == null || bands == null || sketch == null) {
            return grouped;
        }
        BandHolder similar = earliest(bands, draft.getSampleId(), sketch, time);
        if (same != null && same.getRule().equals(VerdictDraft.NEAR_DUPLICATE)) {
            return again(grouped, same);
        }
        return similar == null ? grouped : likeness.verdict(grouped, sketch, similar);
    }

    /** The earliest similar sample that one of the bands knows. */
    private @Nullable BandHolder earliest(BandIndex bands, String sampleId, Likeness.Sketch sketch, long time) {
        sketchTime = Math.max(sketchTime, time);
        BandHolder asker = new BandHolder(order++, time, sketch.bytes(), sampleId);
        BandAnswers answers = BandAnswers.NONE;
        for (long band : sketch.bands()) {
            answers = answers.and(new BandAnswers(1, bands.ask(band, asker, sketchTime)));
        }
        return answers.earliest();
    }

    /** The draft with what an earlier verdict found. */
    private static Verdict again(Verdict draft, Verdict earlier) {
        return Verdict.newBuilder(draft)
                .setOutcome(earlier.getOutcome())
                .setRule(earlier.getRule())
                .setScore(earlier.getScore())
                .setThreshold(earlier.getThreshold())
                .setDetail(earlier.getDetail())
                .setDuplicateOf(earlier.getDuplicateOf())
                .build();
    }

    private static RawRecord raw(ConsumerRecord<String, byte[]> record) {
        return new RawRecord(
                new SourcePosition(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(EventTime.of(record)),
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers());
    }
}
