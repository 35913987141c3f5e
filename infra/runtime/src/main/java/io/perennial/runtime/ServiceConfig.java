package io.perennial.runtime;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Typed configuration of a service. A service adds its own keys to {@link #definition()} and reads them with the getters of
 * {@link AbstractConfig}. Keys that start with {@code kafka.}, {@code consumer.}, {@code producer.}, {@code admin.} or
 * {@code streams.} are passed to the Kafka clients.
 */
public final class ServiceConfig extends AbstractConfig {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String BLOB_DIRECTORY = "blob.directory";
    public static final String STATE_DIRECTORY = "state.directory";
    public static final String MLFLOW_URI = "mlflow.uri";
    public static final String HEALTH_ADDRESS = "health.address";
    public static final String REPLICATION_FACTOR = "replication.factor";

    public ServiceConfig(ConfigDef definition, Map<String, ?> values) {
        super(definition, values, Map.of(), false);
    }

    /** The keys that every service knows. A new object each time: callers add to it. */
    public static ConfigDef definition() {
        return new ConfigDef()
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
                        Importance.LOW,
                        "host:port for /livez, /readyz, /metrics and /info; port 0 picks a free one.")
                .define(
                        REPLICATION_FACTOR,
                        Type.SHORT,
                        (short) 1,
                        Importance.MEDIUM,
                        "Replication factor of topics that this service creates.");
    }
}
