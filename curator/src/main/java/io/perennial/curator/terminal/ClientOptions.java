package io.perennial.curator.terminal;

import io.perennial.curator.CuratorConfig;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.terminal.ServiceOptions;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** How to reach Kafka, the blob store and the present rules: the keys of the curator. And how to print. */
final class ClientOptions extends ServiceOptions {
    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    boolean json() {
        return json;
    }

    ServiceConfig config(Map<String, String> environment) {
        ConfigDef definition = CuratorConfig.definition();
        return ServiceConfig.parse(definition, sources(definition, environment));
    }
}
