package io.perennial.curator.topology;

import io.perennial.curator.assessment.Assessment;
import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.assessment.Assessors;
import io.perennial.curator.assessment.Content;
import io.perennial.curator.drift.blocks.Mixes;
import io.perennial.curator.parsing.Identity;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.curator.parsing.RawRecord;
import io.perennial.curator.parsing.RawRecordParser;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.DeadLetter;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.curator.topology.Curation.Reading;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Judges each raw record by itself. It sends on either a judgement (poison, with a dead letter; or rejected) or a candidate, and a
 * reading of the descriptors of whatever could be decoded, with its language in the headers; of poison, that it was rejected. A reading follows what it is about. It keeps no
 * state.
 */
final class AssessProcessor extends ContextualProcessor<byte[], byte[], String, Curation> {
    private final RuleSet rules;
    private final RawRecordParser parser = new RawRecordParser();
    private final Assessor assessor;
    private final VerdictDraft drafts;
    private final String codeVersion;

    AssessProcessor(CurationPlan plan, RuleSet rules) {
        this.rules = rules;
        this.assessor = Assessors.of(rules, new PayloadReader(plan.blobs()));
        this.codeVersion = plan.codeVersion();
        this.drafts = new VerdictDraft(rules, codeVersion);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RawRecord raw = raw(record);
        try {
            RawItem item = parser.parse(raw);
            try {
                Assessment assessment = assessor.assess(item);
                send(raw, item, assessment);
            } catch (PoisonException e) {
                sendPoison(raw, item.identity(), e);
            }
        } catch (PoisonException e) {
            sendPoison(raw, parser.identityOfPoison(raw), e);
        }
    }

    private void send(RawRecord raw, RawItem item, Assessment assessment) {
        Verdict verdict = drafts.assessed(raw, item.identity(), assessment);
        Content content = assessment.content();
        if (content == null) {
            forward(verdict.getSampleId(), new Judgement(verdict), raw, new RecordHeaders());
        } else {
            forward(
                    verdict.getContentSha256(),
                    new Candidate(verdict, sample(verdict, item, content), content.pictureHash()),
                    raw,
                    new RecordHeaders());
        }
        sendReading(verdict, raw, assessment.language().language());
    }

    /** @param language likeliest one; empty: unknown */
    private void sendReading(Verdict verdict, RawRecord raw, String language) {
        Headers names = new RecordHeaders();
        if (!language.isEmpty()) {
            names.add(Mixes.LANGUAGE, language.getBytes(StandardCharsets.UTF_8));
        }
        forward(verdict.getSource(), new Reading(drafts.reading(verdict)), raw, names);
    }

    private void sendPoison(RawRecord raw, Identity identity, PoisonException poison) {
        Verdict verdict = drafts.poison(raw, identity, poison);
        forward(identity.sampleId(), new Judgement(verdict), raw, new RecordHeaders());
        context()
                .forward(new Record<>(
                        identity.source(),
                        new DeadLetter(DeadLetters.value(raw)),
                        raw.timestamp().toEpochMilli(),
                        DeadLetters.headers(raw, poison)));
        sendReading(verdict, raw, "");
    }

    private void forward(String key, Curation curation, RawRecord raw, Headers headers) {
        context().forward(new Record<>(key, curation, raw.timestamp().toEpochMilli(), headers));
    }

    private CuratedSample sample(Verdict verdict, RawItem item, Content content) {
        return CuratedSample.newBuilder()
                .setSampleId(verdict.getSampleId())
                .setModality(rules.modality())
                .setSource(verdict.getSource())
                .setOrigin(verdict.getOrigin())
                .setCapturedAt(item.capturedAt())
                .setContentSha256(verdict.getContentSha256())
                .setText(content.text())
                .setLanguage(content.language())
                .setImage(content.image())
                .setBlob(content.blob())
                .setWidth(content.width())
                .setHeight(content.height())
                .setCaption(content.caption())
                .setConfigHash(verdict.getConfigHash())
                .setCodeVersion(codeVersion)
                .build();
    }

    private RawRecord raw(Record<byte[], byte[]> record) {
        RecordMetadata metadata = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a raw record always comes from a topic"));
        return new RawRecord(
                new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                record.value(),
                record.headers());
    }
}
