package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of an update as JSON: rows of step, loss, learning rate, gradient norm, tokens, and the outcome
 * where it is not that the step was taken. Numbers are written so that they read
 * back to the same bits, which makes the first step at which two runs part visible without keeping parameters of every step.
 */
public final class TraceJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TraceJson() {}

    public static byte[] write(List<StepResult> steps) throws IOException {
        ArrayNode rows = MAPPER.createArrayNode();
        for (StepResult step : steps) {
            ArrayNode row = rows.addArray()
                    .add(step.step())
                    .add(step.loss())
                    .add(step.learningRate())
                    .add(step.gradientNorm())
                    .add(step.tokens());
            if (step.outcome() != StepOutcome.TAKEN) {
                row.add(step.outcome().name());
            }
        }
        return MAPPER.writeValueAsBytes(rows);
    }

    public static List<StepResult> read(byte[] bytes) throws IOException {
        List<StepResult> steps = new ArrayList<>();
        for (JsonNode row : MAPPER.readTree(bytes)) {
            steps.add(new StepResult(
                    row.path(0).asLong(),
                    row.path(1).asDouble(),
                    row.path(2).asDouble(),
                    row.path(3).asDouble(),
                    row.path(4).asLong(),
                    row.has(5) ? StepOutcome.valueOf(row.path(5).asText()) : StepOutcome.TAKEN));
        }
        return steps;
    }
}
