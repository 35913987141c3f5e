package io.perennial.curator.topology;

import io.perennial.curator.assessment.Assessment;
import io.perennial.curator.decontamination.Contamination;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.parsing.Identity;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawRecord;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.privacy.PersonalDataSpan;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.curator.templates.StoredTemplate;
import io.perennial.curator.templates.TemplateMatch;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.MaskedSpan;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.TemplateChange;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes verdicts. Nothing in them depends on when or where the curator ran. */
final class VerdictDraft {
    static final String EXACT_DUPLICATE = "exact_duplicate";
    static final String NEAR_DUPLICATE = "near_duplicate";

    private static final int LONGEST_DETAIL = 500;
    /** A verdict stays far below the bytes that a record may have; the number of spans is told in any case. */
    private static final int MOST_SPANS = 1000;

    private final RuleSet rules;
    private final String codeVersion;

    VerdictDraft(RuleSet rules, String codeVersion) {
        this.rules = rules;
        this.codeVersion = codeVersion;
    }

    Verdict poison(RawRecord record, Identity identity, PoisonException poison) {
        return start(record, identity)
                .setOutcome(Outcome.POISON)
                .setRule(poison.rule())
                .setDetail(brief(String.valueOf(poison.getMessage())))
                .build();
    }

    /** REJECTED if a rule is broken, else KEPT until something else is found. */
    Verdict assessed(RawRecord record, Identity identity, Assessment assessment) {
        Verdict.Builder verdict = start(record, identity)
                .setOutcome(Outcome.KEPT)
                .setScores(assessment
                        .measures()
                        .scores(name ->
                                rules.threshold(name, assessment.language().likeliestAccepted())))
                .setContentSha256(assessment.contentSha256())
                .setMaskedSpans(assessment.personalData().size())
                .setPersonalData(spans(assessment.personalData()));
        Ruling ruling = assessment.ruling();
        if (ruling != null) {
            verdict.setOutcome(Outcome.REJECTED)
                    .setRule(ruling.rule())
                    .setScore(ruling.score())
                    .setThreshold(ruling.threshold())
                    .setDetail(brief(ruling.detail()));
        }
        return verdict.build();
    }

    private static List<MaskedSpan> spans(List<PersonalDataSpan> found) {
        return found.stream()
                .limit(MOST_SPANS)
                .map(span -> new MaskedSpan(span.type().name(), span.begin(), span.length(), span.score()))
                .toList();
    }

    /** A copy that holds no scores but the descriptors that drift is watched on, for a poison record none. */
    Verdict reading(Verdict verdict) {
        Set<String> watched = rules.drift().measures();
        List<Score> descriptors = verdict.getScores().stream()
                .filter(score -> watched.contains(score.getName()))
                .toList();
        return Verdict.newBuilder(verdict)
                .setScores(descriptors)
                .setPersonalData(List.of())
                .setDetail("")
                .build();
    }

    /** The text only where it is new: those verdicts together tell the text of each version. */
    static LogTemplate template(int partition, TemplateMatch match) {
        TemplateChange change = switch (match.change()) {
            case NONE -> TemplateChange.NONE;
            case CREATED -> TemplateChange.CREATED;
            case WIDENED -> TemplateChange.WIDENED;
        };
        StoredTemplate stored = match.store();
        return LogTemplate.newBuilder()
                .setId(partition + "-" + match.number())
                .setVersion(match.version())
                .setChange(change)
                .setText(stored == null || change == TemplateChange.NONE ? "" : stored.text())
                .build();
    }

    /** What the record did to its template. */
    static TemplateEvent templateEvent(Verdict grouped) {
        LogTemplate template = grouped.getTemplate();
        return TemplateEvent.newBuilder()
                .setId(template.getId())
                .setVersion(template.getVersion())
                .setChange(template.getChange())
                .setTokens(
                        template.getText().isEmpty()
                                ? List.of()
                                : List.of(template.getText().split(" ")))
                .setSource(grouped.getSource())
                .setOrigin(grouped.getOrigin())
                .build();
    }

    /** The reading of a log record, which says whether the record made a template. */
    static Verdict withTemplate(Verdict reading, TemplateChange change) {
        List<Score> descriptors = new ArrayList<>(reading.getScores());
        descriptors.add(new Score(Rates.NEW_TEMPLATE, change == TemplateChange.CREATED ? 1.0 : 0.0, null));
        return Verdict.newBuilder(reading).setScores(descriptors).build();
    }

    static Verdict frequent(Verdict draft) {
        return Verdict.newBuilder(draft)
                .setOutcome(Outcome.REJECTED)
                .setRule("frequent_template")
                .setDetail("template " + draft.getTemplate().getId() + " has used up its tokens")
                .build();
    }

    static Verdict contaminated(Verdict draft, Contamination contamination) {
        return Verdict.newBuilder(draft)
                .setOutcome(Outcome.REJECTED)
                .setRule(contamination.rule())
                .setScore(contamination.score())
                .setThreshold(contamination.threshold())
                .setDetail(brief(contamination.detail()))
                .build();
    }

    static Verdict duplicate(Verdict draft, String survivor) {
        return Verdict.newBuilder(draft)
                .setOutcome(Outcome.DUPLICATE)
                .setRule(EXACT_DUPLICATE)
                .setDetail(brief("same content as " + survivor))
                .setDuplicateOf(survivor)
                .build();
    }

    /** @param similarity estimated Jaccard similarity */
    static Verdict nearDuplicate(Verdict draft, String earlier, double similarity) {
        return Verdict.newBuilder(draft)
                .setOutcome(Outcome.DUPLICATE)
                .setRule(NEAR_DUPLICATE)
                .setScore(similarity)
                .setDetail(brief("almost the same content as " + earlier))
                .setDuplicateOf(earlier)
                .build();
    }

    /** @param distance number of bits in which the PDQ hashes differ */
    static Verdict nearDuplicatePicture(Verdict draft, String earlier, int distance) {
        return Verdict.newBuilder(nearDuplicate(draft, earlier, distance))
                .setThreshold((double) PdqHash.NEAR)
                .build();
    }

    private Verdict.Builder start(RawRecord record, Identity identity) {
        return Verdict.newBuilder()
                .setSampleId(identity.sampleId())
                .setModality(rules.modality())
                .setSource(identity.source())
                .setOrigin(record.origin())
                .setDedupeHorizonMillis(rules.deduplication().horizonMillis())
                .setConfigHash(rules.sha256())
                .setCodeVersion(codeVersion)
                .setDecidedAt(record.timestamp());
    }

    /** One line of bounded length: messages quote what publishers sent. */
    static String brief(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " ");
        return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "...";
    }
}
