package io.perennial.curator.terminal;

import io.perennial.curator.CuratorConfig;
import io.perennial.runtime.ConfigSources;
import io.perennial.runtime.ServiceConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** How to reach Kafka, the blob store and the present rules: the keys of the curator. And how to print. */
final class ClientOptions {
    @Option(names = "--settings", description = "Properties file of the curator; may be given more than once.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--set",
            description = "A key of the curator, for example bootstrap.servers=localhost:9092 or rules.text=FILE.")
    private Map<String, String> overrides = new TreeMap<>();

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    boolean json() {
        return json;
    }

    ServiceConfig config(Map<String, String> environment) {
        ConfigDef definition = CuratorConfig.definition();
        ConfigSources sources = ConfigSources.empty();
        for (Path file : files) {
            sources = sources.overriddenBy(ConfigSources.file(file));
        }
        return ServiceConfig.parse(
                definition,
                sources.overriddenBy(ConfigSources.environment(definition, environment))
                        .overriddenBy(ConfigSources.of("--set", overrides)));
    }
}
