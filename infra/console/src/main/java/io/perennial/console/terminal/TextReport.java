package io.perennial.console.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The console's JSON as text for a terminal. */
final class TextReport {
    private static final int ID_DIGITS = 10;

    private TextReport() {}

    static String status(JsonNode status, JsonNode models) {
        StringBuilder text = new StringBuilder();
        String kafka = status.path("kafka").path("reachable").asBoolean() ? "up" : "away";
        text.append("Kafka: %s   MLflow: %s\n"
                .formatted(kafka, lower(status.path("mlflow").path("status").asText())));
        for (JsonNode attention : status.path("attention")) {
            text.append("%s %s %s %s\n"
                    .formatted(
                            lower(attention.path("severity").asText()),
                            attention.path("code").asText(),
                            attention.path("model").asText(),
                            attention.path("line").asText()));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("MODEL", "CHAMPION", "CHALLENGER", "GENERATION", "CONVERGED", "HOLD", "INSTANCES"));
        for (JsonNode model : models) {
            rows.add(List.of(
                    model.path("model").asText(),
                    served(model.path("champion")),
                    served(model.path("challenger")),
                    model.path("generation").asText(),
                    converged(model.path("convergence")),
                    model.path("hold").asBoolean() ? "hold" : "-",
                    instances(model.path("instances"))));
        }
        return text.append(table(rows)).toString();
    }

    static String candidates(JsonNode candidates) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VERSION", "CHECKPOINT", "STAGE", "LOSS", "GATES NOT PASSED", "LAST DECISION"));
        for (JsonNode candidate : candidates) {
            rows.add(List.of(
                    candidate.path("version").asText(),
                    shortId(candidate.path("checkpointId").asText()),
                    lower(candidate.path("stage").asText()),
                    "%.4f".formatted(candidate.path("lossLast").asDouble()),
                    notPassed(candidate.path("reports")),
                    candidate.path("lastDecision").path("reason").asText("-")));
        }
        return table(rows);
    }

    static String decisions(JsonNode decisions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("WHEN", "MODEL", "DECISION", "CHECKPOINT", "GENERATION", "ACTOR", "CHAIN", "REASON"));
        for (JsonNode decision : decisions) {
            rows.add(List.of(
                    decision.path("decidedAt").asText(),
                    decision.path("model").asText(),
                    lower(decision.path("kind").asText()),
                    shortId(decision.path("checkpointId").asText("-")),
                    decision.path("generation").asText(),
                    decision.path("actor").asText(),
                    decision.path("chainFault").isNull() ? "whole" : "BROKEN",
                    decision.path("reason").asText()));
        }
        return table(rows);
    }

    static String preview(JsonNode preview) {
        return """
                serving         %s -> %s%s
                must converge   %s
                trainer         rewinds to version %s
                suspect data    %s offsets, skipped from then on
                quarantine      %s
                hold            automatic promotion %s
                """.formatted(
                        served(preview.path("from")),
                        served(preview.path("to")),
                        preview.path("warm").asBoolean() ? " (warm)" : " (loaded from disk)",
                        joined(preview.path("mustConverge")),
                        preview.path("to").path("version").asText(),
                        preview.path("suspectOffsets").asText(),
                        StreamSupport.stream(preview.path("quarantine").spliterator(), false)
                                .map(TextReport::served)
                                .collect(Collectors.joining(", ")),
                        preview.path("alreadyHeld").asBoolean() ? "stays on hold" : "will be on hold");
    }

    private static String notPassed(JsonNode reports) {
        List<String> gates = new ArrayList<>();
        for (JsonNode report : reports) {
            for (JsonNode gate : report.path("gates")) {
                if (!gate.path("outcome").asText().equals("PASS")) {
                    gates.add(gate.path("name").asText() + " "
                            + lower(gate.path("outcome").asText()));
                }
            }
        }
        return gates.isEmpty() ? "-" : String.join(", ", gates);
    }

    private static String converged(JsonNode convergence) {
        return convergence.path("converged").asBoolean()
                ? "yes"
                : "no, " + convergence.path("waiting").size() + " behind";
    }

    private static String instances(JsonNode instances) {
        return instances.isEmpty()
                ? "-"
                : StreamSupport.stream(instances.spliterator(), false)
                        .map(instance -> instance.path("instance").asText() + " "
                                + (instance.path("silent").asBoolean()
                                        ? "silent"
                                        : lower(instance.path("state").asText())))
                        .collect(Collectors.joining(", "));
    }

    private static String served(JsonNode served) {
        return served.isMissingNode() || served.isNull()
                ? "-"
                : "v" + served.path("version").asText() + " "
                        + shortId(served.path("checkpointId").asText());
    }

    private static String joined(JsonNode names) {
        return names.isEmpty()
                ? "nobody is alive"
                : StreamSupport.stream(names.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "));
    }

    private static String shortId(String id) {
        return id.substring(0, Math.min(ID_DIGITS, id.length()));
    }

    private static String lower(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < columns - 1; column++) {
                text.append(padded(row.get(column), width(rows, column))).append("  ");
            }
            text.append(row.get(columns - 1)).append('\n');
        }
        return text.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
