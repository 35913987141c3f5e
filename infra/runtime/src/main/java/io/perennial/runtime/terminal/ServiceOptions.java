package io.perennial.runtime.terminal;

import io.perennial.runtime.ConfigSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** How a verb reaches Kafka and the blob store: by the keys of its service. */
public abstract class ServiceOptions {
    @Option(names = "--settings", description = "Properties file of ${ROOT-COMMAND-NAME}; may be given more than once.")
    private List<Path> files = List.of();

    @Option(
            names = "--set",
            description =
                    "A key of ${ROOT-COMMAND-NAME}, for example bootstrap.servers=localhost:9092 or blob.directory=DIR.")
    private Map<String, String> overrides = Map.of();

    protected final ConfigSources sources(ConfigDef definition, Map<String, String> environment) {
        return ConfigSources.layered(files, definition, environment, overrides);
    }
}
