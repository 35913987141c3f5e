package io.perennial.local.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The one line of JSON with which {@code infra/up --once} ends. Seconds count from the start of the JVM. */
public final class RunReport {
    static final String ACCURACY = "linear_probe.accuracy";
    static final String UNTRAINED = "linear_probe.accuracy.untrained";

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunReport() {}

    public static String json(RunState state) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode seconds = root.putObject("seconds");
        state.stages().forEach((stage, value) -> seconds.put(stage, rounded(value)));
        ObjectNode verdicts = root.putObject("verdicts");
        long records = 0;
        for (Map.Entry<Modality, Map<Outcome, Long>> entry : state.verdicts().entrySet()) {
            ObjectNode counts = verdicts.putObject(lower(entry.getKey()));
            entry.getValue().forEach((outcome, count) -> counts.put(lower(outcome), count));
            records += entry.getValue().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
        root.put("records", records);
        ObjectNode models = root.putObject("models");
        state.models().forEach((name, progress) -> put(models.putObject(name), progress));
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(ObjectNode node, ModelProgress progress) {
        put(node, "secondsToFirstCheckpoint", progress.firstCheckpointSeconds());
        put(node, "secondsToFirstPromotion", progress.firstPromotionSeconds());
        put(node, "probeAccuracy", value(ModelProgress.measure(progress.promotedReport(), ACCURACY)));
        put(node, "probeAccuracyUntrained", value(ModelProgress.measure(progress.promotedReport(), UNTRAINED)));
        node.put("checkpoints", progress.checkpoints());
    }

    private static @Nullable Double value(OptionalDouble measure) {
        return measure.isPresent() ? Double.valueOf(measure.getAsDouble()) : null;
    }

    private static void put(ObjectNode node, String name, @Nullable Double value) {
        if (value == null) {
            node.putNull(name);
        } else {
            node.put(name, rounded(value));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
