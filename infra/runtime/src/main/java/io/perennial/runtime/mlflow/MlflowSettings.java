package io.perennial.runtime.mlflow;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the MLflow server.
 *
 * @param uri base address without a trailing slash
 * @param username user of basic authentication; null: none
 * @param password password of that user
 * @param token bearer token; null: none; wins over username and password
 * @param connectTimeout bound on opening a connection
 * @param requestTimeout bound on one request without artifacts; uploads and downloads get more, by their size
 * @param attempts how often a call that may be repeated is tried
 */
public record MlflowSettings(
        URI uri,
        @Nullable String username,
        @Nullable String password,
        @Nullable String token,
        Duration connectTimeout,
        Duration requestTimeout,
        int attempts) {
    public static final String USERNAME = "mlflow.username";
    public static final String PASSWORD = "mlflow.password";
    public static final String TOKEN = "mlflow.token";
    public static final String TIMEOUT = "mlflow.timeout.ms";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 3;

    public MlflowSettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
        }
        if (username != null && password == null) {
            throw ServiceException.usage(USERNAME + " is set but " + PASSWORD + " is not; set both or none");
        }
    }

    /** Adds the keys for credentials and timeout to {@code definition} and returns it. */
    public static ConfigDef define(ConfigDef definition) {
        return definition
                .define(
                        USERNAME,
                        Type.STRING,
                        "",
                        Importance.LOW,
                        "User for MLflow's basic authentication; empty: MLFLOW_TRACKING_USERNAME, else none.")
                .define(
                        PASSWORD,
                        Type.PASSWORD,
                        "",
                        Importance.LOW,
                        "Password of that user; empty: MLFLOW_TRACKING_PASSWORD.")
                .define(
                        TOKEN,
                        Type.PASSWORD,
                        "",
                        Importance.LOW,
                        "Bearer token for MLflow; empty: MLFLOW_TRACKING_TOKEN, else none.")
                .define(
                        TIMEOUT,
                        Type.LONG,
                        30_000L,
                        Range.atLeast(100L),
                        Importance.LOW,
                        "Milliseconds after which a request to MLflow is given up.");
    }

    /** Settings without credentials and with default timeouts. */
    public static MlflowSettings of(URI uri) {
        return new MlflowSettings(
                withoutSlash(uri.toString()), null, null, null, CONNECT_TIMEOUT, Duration.ofSeconds(30), ATTEMPTS);
    }

    /** Settings from the configuration; empty when {@code mlflow.uri} is empty, which means: work without MLflow. */
    public static Optional<MlflowSettings> of(ServiceConfig config) {
        return of(config, System.getenv());
    }

    static Optional<MlflowSettings> of(ServiceConfig config, Map<String, String> environment) {
        String uri = config.getString(ServiceConfig.MLFLOW_URI).trim();
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MlflowSettings(
                withoutSlash(uri),
                firstOf(config.getString(USERNAME), environment.get("MLFLOW_TRACKING_USERNAME")),
                firstOf(config.getPassword(PASSWORD).value(), environment.get("MLFLOW_TRACKING_PASSWORD")),
                firstOf(config.getPassword(TOKEN).value(), environment.get("MLFLOW_TRACKING_TOKEN")),
                CONNECT_TIMEOUT,
                Duration.ofMillis(config.getLong(TIMEOUT)),
                ATTEMPTS));
    }

    /** Value of the Authorization header; null when there are no credentials. */
    @Nullable
    String authorization() {
        if (token != null) {
            return "Bearer " + token;
        }
        if (username == null) {
            return null;
        }
        String pair = username + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "MlflowSettings[uri=" + uri + ", username=" + username + ", requestTimeout=" + requestTimeout + "]";
    }

    private static @Nullable String firstOf(String configured, @Nullable String fromEnvironment) {
        if (!configured.isEmpty()) {
            return configured;
        }
        return fromEnvironment == null || fromEnvironment.isEmpty() ? null : fromEnvironment;
    }

    private static URI withoutSlash(String text) {
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = new URI(trimmed);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw ServiceException.usage(ServiceConfig.MLFLOW_URI + " is not an address: " + e.getMessage());
        }
        throw ServiceException.usage(ServiceConfig.MLFLOW_URI
                + " must be http://host:port or https://host:port without user and password; set " + USERNAME + " and "
                + PASSWORD + " instead");
    }
}
