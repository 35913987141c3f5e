package io.perennial.runtime;

import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Typed configuration of a service. A service adds its own keys to {@link #definition()} and reads them with the getters of
 * {@link AbstractConfig}. Keys that start with {@code kafka.}, {@code consumer.}, {@code producer.}, {@code admin.} or
 * {@code streams.} are passed to the Kafka clients; a service opens another prefix with {@link #passThrough}. Values may hold
 * {@code ${env:NAME}} or {@code ${file:PATH:KEY}} when {@code config.providers} names the provider.
 */
public final class ServiceConfig extends AbstractConfig {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String BLOB_DIRECTORY = "blob.directory";
    public static final String STATE_DIRECTORY = "state.directory";
    public static final String MLFLOW_URI = "mlflow.uri";
    public static final String HEALTH_ADDRESS = "health.address";
    public static final String REPLICATION_FACTOR = "replication.factor";
    public static final String STARTUP_TIMEOUT = "startup.timeout.ms";
    public static final String SHUTDOWN_TIMEOUT = "shutdown.timeout.ms";

    private static final String ANY_SUFFIX = ".*";

    public ServiceConfig(ConfigDef definition, Map<String, ?> values) {
        super(definition, values, Map.of(), false);
    }

    /**
     * Checks all values and builds the configuration.
     *
     * @param definition the keys of the service
     * @param values key to value, as text
     * @throws ServiceException of kind usage that lists every error: unknown keys with the nearest known one, values out of range
     */
    public static ServiceConfig parse(ConfigDef definition, Map<String, String> values) {
        return parse(definition, ConfigSources.of("the given values", values));
    }

    /** As {@link #parse(ConfigDef, Map)}; errors also name the file, variable or option that the value came from. */
    public static ServiceConfig parse(ConfigDef definition, ConfigSources sources) {
        Map<String, String> resolved = resolveReferences(sources.values());
        List<String> errors = new ArrayList<>();
        for (String key : new TreeMap<>(resolved).keySet()) {
            if (!isKnown(definition, key)) {
                errors.add("unknown key '" + key + "'" + sources.origin(key) + NearestKey.hint(definition, key));
            }
        }
        for (ConfigValue value : definition.validate(resolved)) {
            // Further messages of a key are echoes of the first, such as "must be non-null" for text that is no number.
            value.errorMessages().stream()
                    .findFirst()
                    .ifPresent(message -> errors.add(message + sources.origin(value.name())));
        }
        if (!errors.isEmpty()) {
            throw ServiceException.usage(list(errors));
        }
        return new ServiceConfig(definition, resolved);
    }

    /** The blob store that all services share. */
    public DirectoryBlobStore blobs() {
        return new DirectoryBlobStore(Path.of(getString(BLOB_DIRECTORY)));
    }

    /** The keys that every service knows. A new object each time: callers add to it. */
    public static ConfigDef definition() {
        ConfigDef definition = new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        Type.LIST,
                        "localhost:9092",
                        Importance.HIGH,
                        "Kafka brokers as host:port, separated by commas.")
                .define(
                        BLOB_DIRECTORY,
                        Type.STRING,
                        ".perennial/blobs",
                        Importance.HIGH,
                        "Directory of the content-addressed blob store, shared by all services.")
                .define(
                        STATE_DIRECTORY,
                        Type.STRING,
                        ".perennial/state",
                        Importance.MEDIUM,
                        "Directory for local state that can be rebuilt from Kafka.")
                .define(
                        MLFLOW_URI,
                        Type.STRING,
                        "http://127.0.0.1:5000",
                        Importance.HIGH,
                        "Base address of the MLflow tracking server; empty: work without MLflow.")
                .define(
                        HEALTH_ADDRESS,
                        Type.STRING,
                        "127.0.0.1:0",
                        HostPort.validator(),
                        Importance.LOW,
                        "host:port for /livez, /readyz, /metrics and /info; port 0 picks a free one, empty: no health server.")
                .define(
                        REPLICATION_FACTOR,
                        Type.SHORT,
                        (short) 1,
                        Range.between(1, Short.MAX_VALUE),
                        Importance.MEDIUM,
                        "Replication factor of topics that this service creates.")
                .define(
                        STARTUP_TIMEOUT,
                        Type.LONG,
                        10_000L,
                        Range.atLeast(100),
                        Importance.LOW,
                        "Milliseconds to wait for Kafka at start before the process gives up with exit code 3.")
                .define(
                        SHUTDOWN_TIMEOUT,
                        Type.LONG,
                        30_000L,
                        Range.atLeast(100),
                        Importance.LOW,
                        "Milliseconds that a service may take to drain after SIGTERM.");
        MlflowSettings.define(definition);
        passThrough(definition, "kafka.", "Any setting for all Kafka clients, such as kafka.security.protocol.");
        passThrough(definition, "consumer.", "Any setting for Kafka consumers.");
        passThrough(definition, "producer.", "Any setting for Kafka producers.");
        passThrough(definition, "admin.", "Any setting for Kafka admin clients.");
        passThrough(definition, "streams.", "Any setting for Kafka Streams.");
        return definition;
    }

    /**
     * Lets every key that starts with {@code prefix} through unchecked; read them with {@link #originalsWithPrefix(String)}.
     *
     * @param prefix ends with a dot
     */
    public static ConfigDef passThrough(ConfigDef definition, String prefix, String documentation) {
        if (!prefix.endsWith(".")) {
            throw new IllegalArgumentException("prefix must end with a dot, was '" + prefix + "'");
        }
        return definition.define(prefix + "*", Type.STRING, "", Importance.LOW, documentation);
    }

    /** Prefixes that the definition lets through, each with its dot. */
    static List<String> passThroughPrefixes(ConfigDef definition) {
        return definition.names().stream()
                .filter(ServiceConfig::isPassThrough)
                .map(name -> name.substring(0, name.length() - 1))
                .sorted()
                .toList();
    }

    static boolean isPassThrough(String definedName) {
        return definedName.endsWith(ANY_SUFFIX);
    }

    private static boolean isKnown(ConfigDef definition, String key) {
        return definition.names().contains(key)
                || key.equals(CONFIG_PROVIDERS_CONFIG)
                || key.startsWith(CONFIG_PROVIDERS_CONFIG + ".")
                || passThroughPrefixes(definition).stream().anyMatch(key::startsWith);
    }

    private static Map<String, String> resolveReferences(Map<String, String> values) {
        try {
            Map<String, String> resolved = new TreeMap<>();
            new AbstractConfig(new ConfigDef(), values, Map.of(), false)
                    .originals()
                    .forEach((key, value) -> resolved.put(key, String.valueOf(value)));
            return resolved;
        } catch (ConfigException e) {
            throw ServiceException.usage("config.providers: " + e.getMessage());
        }
    }

    private static String list(List<String> errors) {
        if (errors.size() == 1) {
            return "configuration: " + errors.get(0);
        }
        return "configuration: " + errors.size() + " errors:\n  " + String.join("\n  ", errors);
    }
}
