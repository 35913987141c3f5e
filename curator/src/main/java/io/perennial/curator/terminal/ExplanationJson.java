package io.perennial.curator.terminal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.curator.history.Explanation;
import io.perennial.curator.history.PresentDecision;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.MaskedSpan;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Explanations for machines; the fields of a verdict have the names that they have in its schema. */
final class ExplanationJson {
    private ExplanationJson() {}

    static ObjectNode of(String sampleId, List<Explanation> explanations) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("sampleId", sampleId);
        ArrayNode verdicts = json.putArray("verdicts");
        explanations.forEach(explanation -> verdicts.add(of(explanation)));
        return json;
    }

    private static ObjectNode of(Explanation explanation) {
        Verdict verdict = explanation.logged().verdict();
        ObjectNode json = decision(verdict)
                .put("modality", verdict.getModality().name())
                .put("source", verdict.getSource())
                .put("decidedAt", verdict.getDecidedAt().toString())
                .put("contentSha256", verdict.getContentSha256())
                .put("maskedSpans", verdict.getMaskedSpans())
                .put("dedupeHorizonMillis", verdict.getDedupeHorizonMillis())
                .put("configHash", verdict.getConfigHash())
                .put("codeVersion", verdict.getCodeVersion());
        json.set("origin", position(verdict.getOrigin()));
        json.set("position", position(explanation.logged().position()));
        json.set("raw", raw(explanation.raw()));
        json.set("template", template(verdict.getTemplate()));
        json.set("presentRules", present(explanation.present()));
        ArrayNode chain = json.putArray("duplicateChain");
        explanation.chain().forEach((id, link) -> {
            ObjectNode node = chain.addObject().put("sampleId", id);
            if (link != null) {
                node.setAll(decision(link));
                node.set("origin", position(link.getOrigin()));
            }
        });
        ArrayNode personalData = json.putArray("personalData");
        for (MaskedSpan span : verdict.getPersonalData()) {
            personalData
                    .addObject()
                    .put("type", span.getType())
                    .put("begin", span.getBegin())
                    .put("length", span.getLength())
                    .put("score", span.getScore());
        }
        ArrayNode scores = json.putArray("scores");
        for (Score score : verdict.getScores()) {
            scores.addObject()
                    .put("name", score.getName())
                    .put("value", score.getValue())
                    .put("threshold", score.getThreshold());
        }
        return json;
    }

    private static ObjectNode decision(Verdict verdict) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("outcome", verdict.getOutcome().name())
                .put("rule", verdict.getRule())
                .put("score", verdict.getScore())
                .put("threshold", verdict.getThreshold())
                .put("detail", verdict.getDetail())
                .put("duplicateOf", verdict.getDuplicateOf());
    }

    private static ObjectNode position(SourcePosition position) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("topic", position.getTopic())
                .put("partition", position.getPartition())
                .put("offset", position.getOffset());
    }

    private static ObjectNode raw(@Nullable ConsumerRecord<String, byte[]> raw) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("retained", raw != null);
        if (raw != null) {
            json.put("bytes", Math.max(0, raw.serializedValueSize()))
                    .put("timestamp", Instant.ofEpochMilli(raw.timestamp()).toString());
        }
        return json;
    }

    private static @Nullable ObjectNode template(@Nullable LogTemplate template) {
        return template == null
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("id", template.getId())
                        .put("version", template.getVersion())
                        .put("change", template.getChange().name())
                        .put("text", template.getText());
    }

    private static ObjectNode present(PresentDecision present) {
        ObjectNode json =
                present.verdict() == null ? JsonNodeFactory.instance.objectNode() : decision(present.verdict());
        return json.put("agreement", present.agreement().name())
                .put("configHash", present.configHash())
                .put("remark", present.remark());
    }
}
