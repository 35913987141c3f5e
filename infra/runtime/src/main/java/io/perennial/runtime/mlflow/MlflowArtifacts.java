package io.perennial.runtime.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Artifacts of runs, kept by the server's artifact proxy (mlflow:mlflow/protos/mlflow_artifacts.proto). An upload replaces what was
 * there, so it may be repeated.
 */
public final class MlflowArtifacts {
    private static final String ROOT = "/api/2.0/mlflow-artifacts/artifacts";
    private static final String SCHEME = "mlflow-artifacts:";

    private final MlflowHttp http;

    MlflowArtifacts(MlflowHttp http) {
        this.http = http;
    }

    /**
     * Uploads bytes.
     *
     * @param path path below the run's artifact root such as {@code model/manifest.json}
     */
    public void upload(Run run, String path, byte[] bytes) {
        http.put("upload " + path, address(run, path), bytes);
    }

    /** Uploads a file without reading it whole into memory. */
    public void upload(Run run, String path, Path file) throws IOException {
        http.put("upload " + path, address(run, path), file);
    }

    /** Downloads to a file, which is replaced. */
    public void download(Run run, String path, Path target) throws IOException {
        http.download("download " + path, address(run, path), target);
    }

    public byte[] download(Run run, String path) {
        return http.bytes("download " + path, address(run, path));
    }

    /** Files and folders directly in a folder of the run. */
    public List<Artifact> list(Run run, String folder) {
        JsonNode answer = http.get(
                "list artifacts in " + folder,
                MlflowHttp.API + "artifacts/list",
                folder.isEmpty() ? Map.of("run_id", run.runId()) : Map.of("run_id", run.runId(), "path", folder));
        List<Artifact> artifacts = new ArrayList<>();
        for (JsonNode file : answer.path("files")) {
            artifacts.add(new Artifact(
                    file.path("path").asText(),
                    file.path("is_dir").asBoolean(),
                    file.path("file_size").asLong(0)));
        }
        return artifacts;
    }

    /**
     * A file or folder.
     *
     * @param path path below the run's artifact root
     * @param folder true for a folder
     * @param bytes length of a file; 0 for a folder
     */
    public record Artifact(String path, boolean folder, long bytes) {}

    private static String address(Run run, String path) {
        String root = run.artifactUri();
        if (!root.startsWith(SCHEME + "/")) {
            throw ServiceException.usage("run " + run.runId() + " keeps its artifacts at " + root
                    + ", which only the server's own disk or cloud can reach; start the MLflow server with"
                    + " --artifacts-destination and without --default-artifact-root");
        }
        if (path.isEmpty() || path.startsWith("/") || path.contains("..")) {
            throw new IllegalArgumentException("path of an artifact must be relative and without '..', was " + path);
        }
        return ROOT + MlflowHttp.encodedPath(root.substring(SCHEME.length())) + "/" + MlflowHttp.encodedPath(path);
    }
}
