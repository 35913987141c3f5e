package io.perennial.trainer.terminal;

import io.perennial.runtime.ConfigSources;
import io.perennial.runtime.ServiceConfig;
import io.perennial.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** Which model, and how to reach Kafka and the blob store: the keys of the trainer. */
final class ModelOptions {
    @Option(names = "--model", required = true, description = "Model, for example text-encoder.")
    private String model = "";

    @Option(names = "--settings", description = "Properties file of the trainer; may be given more than once.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--set",
            description = "A key of the trainer, for example bootstrap.servers=localhost:9092 or blob.directory=DIR.")
    private Map<String, String> overrides = new TreeMap<>();

    ServiceConfig config(Map<String, String> environment) {
        ConfigDef definition = TrainerConfig.definition();
        ConfigSources sources = ConfigSources.empty();
        for (Path file : files) {
            sources = sources.overriddenBy(ConfigSources.file(file));
        }
        sources = sources.overriddenBy(ConfigSources.environment(definition, environment))
                .overriddenBy(ConfigSources.of("--set", overrides))
                .overriddenBy(ConfigSources.of("--model", Map.of(TrainerConfig.MODEL, model)));
        return ServiceConfig.parse(definition, sources);
    }
}
