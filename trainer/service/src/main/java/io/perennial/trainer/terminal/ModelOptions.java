package io.perennial.trainer.terminal;

import io.perennial.runtime.ConfigSources;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.terminal.ServiceOptions;
import io.perennial.trainer.TrainerConfig;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** Which model, and how to reach Kafka and the blob store: the keys of the trainer. */
final class ModelOptions extends ServiceOptions {
    @Option(names = "--model", required = true, description = "Model, for example text-encoder.")
    private String model = "";

    ServiceConfig config(Map<String, String> environment) {
        ConfigDef definition = TrainerConfig.definition();
        return ServiceConfig.parse(
                definition,
                sources(definition, environment)
                        .overriddenBy(ConfigSources.of("--model", Map.of(TrainerConfig.MODEL, model))));
    }
}
