package io.perennial.curator.terminal;

import io.perennial.curator.history.Explanation;
import io.perennial.curator.history.PresentDecision;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Explanations as lines of text. Contents are not shown: they may hold what was masked. */
final class ExplanationReport {
    private final StringBuilder text = new StringBuilder();

    private ExplanationReport() {}

    static String of(List<Explanation> explanations) {
        ExplanationReport report = new ExplanationReport();
        explanations.forEach(report::add);
        return report.text.toString();
    }

    private void add(Explanation explanation) {
        Verdict verdict = explanation.logged().verdict();
        text.append("sample ").append(verdict.getSampleId()).append('\n');
        line("verdict", decision(verdict));
        if (!verdict.getDetail().isEmpty()) {
            line("why", verdict.getDetail());
        }
        if (verdict.getScore() != null) {
            line("score", number(verdict.getScore()) + bound(verdict.getThreshold()));
        }
        line("source", verdict.getSource());
        line("time", verdict.getDecidedAt().toString());
        line("raw record", position(verdict.getOrigin()) + ", " + raw(explanation.raw()));
        line("stands at", position(explanation.logged().position()));
        line("content", verdict.getContentSha256().isEmpty() ? "not decoded" : "sha256:" + verdict.getContentSha256());
        line("masked spans", Integer.toString(verdict.getMaskedSpans()));
        if (verdict.getTemplate() != null) {
            line("template", template(verdict.getTemplate()));
        }
        explanation.chain().forEach((id, link) -> line("duplicate of", id + ": " + link(link)));
        line("rules", verdict.getConfigHash() + ", curator " + verdict.getCodeVersion());
        line("present rules", present(explanation.present()));
        for (Score score : verdict.getScores()) {
            line("  " + score.getName(), number(score.getValue()) + bound(score.getThreshold()));
        }
    }

    private static String decision(Verdict verdict) {
        return verdict.getRule().isEmpty()
                ? verdict.getOutcome().name()
                : verdict.getOutcome().name() + " by " + verdict.getRule();
    }

    private static String link(@Nullable Verdict verdict) {
        return verdict == null ? "its verdict is gone" : decision(verdict) + ", " + position(verdict.getOrigin());
    }

    private static String raw(@Nullable ConsumerRecord<String, byte[]> raw) {
        return raw == null
                ? "retention has taken it"
                : Math.max(0, raw.serializedValueSize()) + " bytes, published " + Instant.ofEpochMilli(raw.timestamp());
    }

    private static String template(LogTemplate template) {
        String name = template.getId() + " version " + template.getVersion() + ", "
                + template.getChange().name().toLowerCase(Locale.ROOT);
        return template.getText().isEmpty() ? name : name + ": " + template.getText();
    }

    private static String present(PresentDecision present) {
        String rules = present.remark() + " (" + present.configHash() + ")";
        Verdict now = present.verdict();
        if (present.agreement() != PresentDecision.Agreement.DIFFERENT || now == null) {
            return rules;
        }
        return rules + ": " + decision(now) + (now.getDetail().isEmpty() ? "" : ", " + now.getDetail());
    }

    private static String position(SourcePosition position) {
        return position.getTopic() + "-" + position.getPartition() + "@" + position.getOffset();
    }

    private static String bound(@Nullable Double threshold) {
        return threshold == null ? "" : ", threshold " + number(threshold);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4f", value);
    }

    private void line(String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-24s %s%n", name, value));
    }
}
