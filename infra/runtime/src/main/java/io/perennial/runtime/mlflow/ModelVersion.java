package io.perennial.runtime.mlflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a registered model.
 *
 * @param model name of the registered model
 * @param version number that MLflow gave it
 * @param runId run that made it; null if it was deleted
 * @param source address of its artifacts
 * @param description text for people
 * @param tags its tags
 */
public record ModelVersion(
        String model,
        String version,
        @Nullable String runId,
        String source,
        String description,
        Map<String, String> tags) {

    public ModelVersion {
        tags = Map.copyOf(tags);
    }
}
