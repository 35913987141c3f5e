package io.perennial.local.pipeline;

import io.perennial.console.ConsoleConfig;
import io.perennial.curator.CuratorConfig;
import io.perennial.evaluator.ControllerConfig;
import io.perennial.evaluator.EvaluatorConfig;
import io.perennial.ingest.IngestConfig;
import io.perennial.local.LocalSettings;
import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.records.Modality;
import io.perennial.serving.ServingConfig;
import io.perennial.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** The configuration of each service in the local run: small windows, so that the first promotion is a matter of minutes. */
final class ServiceSettings {
    private final LocalSettings settings;

    ServiceSettings(LocalSettings settings) {
        this.settings = settings;
    }

    ServiceConfig plain(String name) {
        return config(ServiceConfig.definition(), name, Map.of());
    }

    ServiceConfig ingest(String name) {
        return config(IngestConfig.definition(), name, Map.of());
    }

    ServiceConfig curator() {
        return config(CuratorConfig.definition(), "curator", Map.of());
    }

    ServiceConfig trainer(Modality modality, String model) {
        Map<String, String> own = new HashMap<>(Map.of(
                TrainerConfig.MODEL,
                model,
                TrainerConfig.WINDOW_SAMPLES,
                Integer.toString(windowSamples(modality)),
                TrainerConfig.PASSES,
                Integer.toString(passes(modality)),
                TrainerConfig.PROGRESS,
                "2000"));
        if (modality == Modality.LOGS) {
            // Short lines share words rather than order: infra/docs/objectives.md measures it.
            own.put(TrainerConfig.MODEL_PREFIX + "embedding", "tokens");
        }
        return config(TrainerConfig.definition(), "trainer-" + model, own);
    }

    ServiceConfig evaluator() {
        return config(EvaluatorConfig.definition(), "evaluator", Map.of());
    }

    ServiceConfig controller() {
        return config(ControllerConfig.definition(), "controller", Map.of());
    }

    /** @param number 0 for the first instance */
    ServiceConfig serving(int number) {
        int port = settings.ports().serving() + number;
        return config(
                ServingConfig.definition(),
                "serving-" + number,
                Map.of(
                        ServingConfig.INSTANCE_ID, "local-" + number,
                        ServingConfig.HTTP_ADDRESS, "127.0.0.1:" + port));
    }

    ServiceConfig console() {
        return config(
                ConsoleConfig.definition(),
                "console",
                Map.of(ConsoleConfig.ADDRESS, "127.0.0.1:" + settings.ports().console()));
    }

    private ServiceConfig config(ConfigDef definition, String name, Map<String, String> own) {
        Path directory = settings.directory();
        Map<String, String> values = new HashMap<>(Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS,
                "127.0.0.1:" + settings.ports().kafka(),
                ServiceConfig.BLOB_DIRECTORY,
                directory.resolve("blobs").toString(),
                ServiceConfig.STATE_DIRECTORY,
                directory.resolve("state").resolve(name).toString(),
                ServiceConfig.MLFLOW_URI,
                "http://127.0.0.1:" + settings.ports().mlflow(),
                ServiceConfig.HEALTH_ADDRESS,
                ""));
        values.putAll(own);
        return ServiceConfig.parse(definition, values);
    }

    private static int windowSamples(Modality modality) {
        return switch (modality) {
            case TEXT, LOGS -> 1500;
            case IMAGES, UNKNOWN -> 600;
        };
    }

    private static int passes(Modality modality) {
        return switch (modality) {
            case TEXT -> 4;
            case LOGS -> 12;
            case IMAGES, UNKNOWN -> 64;
        };
    }
}
