package io.perennial.runtime.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perennial.runtime.ServiceException;

/**
 * One MLflow server. Opening it sends nothing; every method of its parts throws {@link ServiceException} (dependency) when the
 * server is away or breaks down, which another try later may mend, and {@link MlflowRefusedException} when it says no. All parts are
 * safe for use by several threads.
 */
public final class Mlflow implements AutoCloseable {
    private final MlflowHttp http;
    private final MlflowTracking tracking;
    private final MlflowRegistry registry;
    private final MlflowArtifacts artifacts;

    public Mlflow(MlflowSettings settings) {
        http = new MlflowHttp(settings);
        tracking = new MlflowTracking(settings, http);
        registry = new MlflowRegistry(http);
        artifacts = new MlflowArtifacts(http);
    }

    /** Experiments, runs, metrics, params, tags. */
    public MlflowTracking tracking() {
        return tracking;
    }

    /** Registered models, versions, aliases. */
    public MlflowRegistry registry() {
        return registry;
    }

    /** Files of runs. */
    public MlflowArtifacts artifacts() {
        return artifacts;
    }

    /** Version of the server such as {@code 3.17.2}. */
    public String serverVersion() {
        return new String(http.bytes("ask for the version", "/version"), UTF_8).strip();
    }

    @Override
    public void close() {
        tracking.close();
    }
}
