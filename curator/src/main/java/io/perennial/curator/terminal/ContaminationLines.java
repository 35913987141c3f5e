package io.perennial.curator.terminal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.curator.history.ContaminationReport;
import io.perennial.curator.history.ContaminationReport.Overlap;
import io.perennial.curator.history.ContaminationReport.TrainedVersion;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import java.util.Locale;
import java.util.stream.Collectors;

/** Overlaps with a gold set, as text and for machines. */
final class ContaminationLines {
    private static final int SHORT_ID = 12;

    private ContaminationLines() {}

    static String text(ContaminationReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "gold set %s version %d: %d of %d samples of %s overlap%n",
                report.set().getName(),
                report.set().getVersion(),
                report.count(),
                report.samples(),
                Topics.curated(report.set().getModality())));
        report.found().forEach((rule, count) -> text.append("  %d by %s%n".formatted(count, rule)));
        report.trained()
                .forEach((version, count) -> text.append("  %d in the window of %s%n".formatted(count, name(version))));
        for (Overlap overlap : report.overlaps()) {
            text.append("%s from %s at %s: %s"
                    .formatted(
                            overlap.sampleId(),
                            overlap.source(),
                            position(overlap.position()),
                            overlap.contamination().rule()));
            Double score = overlap.contamination().score();
            if (score != null) {
                text.append(String.format(Locale.ROOT, score % 1 == 0 ? " %.0f" : " %.4f", score));
            }
            text.append(
                    overlap.trained().isEmpty()
                            ? ", in no window so far\n"
                            : overlap.trained().stream()
                                    .map(ContaminationLines::name)
                                    .collect(Collectors.joining("; ", ", trained on by ", "\n")));
        }
        if (report.overlaps().size() < report.count()) {
            text.append("... and %d more%n"
                    .formatted(report.count() - report.overlaps().size()));
        }
        return text.toString();
    }

    static ObjectNode json(ContaminationReport report) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("goldSet", report.set().getName())
                .put("version", report.set().getVersion())
                .put("digest", report.set().getDigest())
                .put("topic", Topics.curated(report.set().getModality()))
                .put("samples", report.samples())
                .put("overlapping", report.count());
        ObjectNode rules = json.putObject("byRule");
        report.found().forEach((rule, count) -> rules.put(rule, count));
        ArrayNode trained = json.putArray("trained");
        report.trained().forEach((version, count) -> trained.add(json(version).put("samples", count)));
        ArrayNode overlaps = json.putArray("overlaps");
        for (Overlap overlap : report.overlaps()) {
            ObjectNode node = overlaps.addObject()
                    .put("sampleId", overlap.sampleId())
                    .put("source", overlap.source())
                    .put("position", position(overlap.position()))
                    .put("origin", position(overlap.origin()))
                    .put("rule", overlap.contamination().rule())
                    .put("score", overlap.contamination().score())
                    .put("detail", overlap.contamination().detail());
            ArrayNode versions = node.putArray("trained");
            overlap.trained().forEach(version -> versions.add(json(version)));
        }
        return json;
    }

    private static ObjectNode json(TrainedVersion version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", version.model())
                .put("version", version.version())
                .put("checkpointId", version.checkpointId());
    }

    private static String name(TrainedVersion version) {
        String id = version.checkpointId();
        return version.model() + " version " + version.version() + " ("
                + id.substring(0, Math.min(SHORT_ID, id.length())) + ")";
    }

    private static String position(SourcePosition position) {
        return position.getTopic() + "-" + position.getPartition() + "@" + position.getOffset();
    }
}
