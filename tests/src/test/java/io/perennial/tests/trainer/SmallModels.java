package io.perennial.tests.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.records.Modality;
import io.perennial.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Settings of trainers whose models are so small that an update takes a second. */
final class SmallModels {
    private SmallModels() {}

    /** @param directory holds blobs and state */
    static Map<String, String> settings(
            String bootstrapServers, Path directory, String model, Modality modality, int windowSamples) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "blob.directory",
                directory.resolve("blobs").toString(),
                "state.directory",
                directory.resolve("state").toString(),
                "mlflow.uri",
                "",
                "model",
                model,
                "window.samples",
                Integer.toString(windowSamples),
                "poll.ms",
                "50",
                "model.width",
                "16",
                "model.layers",
                "1",
                "model.heads",
                "2"));
        settings.put("model.batch.size", "16");
        settings.putAll(
                modality == Modality.IMAGES
                        ? Map.of("model.image.size", "16", "model.patch.size", "4", "model.decoder.width", "16")
                        : Map.of("model.vocabulary", "300", "model.length", "16", "model.windows", "1"));
        return settings;
    }

    /** The settings of a model of pictures with another objective: that of pictures with captions. */
    static Map<String, String> learningFromCaptions(Map<String, String> settings) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.remove("model.decoder.width");
        changed.putAll(Map.of(
                "model.objective", "clip",
                "model.vocabulary", "300",
                "model.length", "16",
                "model.head.output", "8"));
        return changed;
    }

    /** The settings as they are given to a {@code main}. */
    static List<String> arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .flatMap(setting -> Stream.of("--set", setting.getKey() + "=" + setting.getValue()))
                .toList();
    }

    static ServiceConfig config(Map<String, String> settings) {
        return ServiceConfig.parse(TrainerConfig.definition(), settings);
    }
}
