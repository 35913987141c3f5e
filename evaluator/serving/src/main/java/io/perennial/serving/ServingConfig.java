package io.perennial.serving;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceConfig;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the embedding server. */
public final class ServingConfig {
    public static final String MODELS = "models";
    public static final String INSTANCE_ID = "instance.id";
    public static final String HTTP_ADDRESS = "serving.http.address";
    public static final String HEARTBEAT = "heartbeat.ms";
    public static final String CACHED_CHAMPIONS = "cached.champions";

    private ServingConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        MODELS,
                        Type.LIST,
                        List.of("text-encoder", "log-encoder", "image-encoder"),
                        ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                        Importance.HIGH,
                        "Models that this instance hosts.")
                .define(
                        INSTANCE_ID,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "Name of this instance in serving.observed and in answers; empty: host name and HTTP port.")
                .define(
                        HTTP_ADDRESS,
                        Type.STRING,
                        "127.0.0.1:8091",
                        HostPort.validator(),
                        Importance.HIGH,
                        "host:port for POST /v1/embed and GET /v1/models; port 0 picks a free one, empty: topics only.")
                .define(
                        HEARTBEAT,
                        Type.LONG,
                        3_000L,
                        Range.atLeast(50),
                        Importance.LOW,
                        "Milliseconds between two reports to serving.observed; also when a failed load is tried again.")
                .define(
                        CACHED_CHAMPIONS,
                        Type.INT,
                        3,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Champions whose blobs stay on local disk, so that a rollback to them works without the blob store.");
    }
}
