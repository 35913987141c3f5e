package io.perennial.runtime.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * The file {@code MLmodel} that makes a folder of artifacts a model for MLflow, with a flavor of our own. It is written as JSON,
 * which is YAML too, so that no value can break the syntax.
 *
 * @param runId run that holds the artifacts
 * @param createdAt when the model was made
 * @param flavor what the flavor {@code perennial} says, for example checkpoint_id and manifest
 */
public record ModelDescription(String runId, Instant createdAt, Map<String, String> flavor) {
    /** Name of the file. */
    public static final String FILE = "MLmodel";

    /** Folder below the run's artifact root that holds the model. */
    public static final String FOLDER = "model";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    public ModelDescription {
        flavor = Map.copyOf(flavor);
    }

    /** The file's bytes: the same for equal descriptions. */
    public byte[] bytes() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode()
                .put("artifact_path", FOLDER)
                .put("run_id", runId)
                .put("utc_time_created", TIME.format(createdAt));
        ObjectNode ours = root.putObject("flavors").putObject("perennial");
        flavor.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> ours.put(entry.getKey(), entry.getValue()));
        try {
            return json.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(root)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings can always be written as JSON", e);
        }
    }
}
