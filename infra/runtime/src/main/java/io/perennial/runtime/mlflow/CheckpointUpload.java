package io.perennial.runtime.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.runtime.mlflow.MlflowArtifacts.Artifact;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Copies a checkpoint from the blob store to a run, below the folder {@code model}: the manifest, every blob that the manifest names,
 * except archived samples, and, last, the file {@code MLmodel}. What is already there with the same length is not sent again. The trainer uses it for its
 * run, and the reconciler for a checkpoint that MLflow missed.
 */
public final class CheckpointUpload {
    private static final String MANIFEST = "manifest.json";
    private static final String BLOB = "blob";
    /** Media type of archived samples: training data, which stays in the blob store. */
    private static final String SAMPLES = "application/vnd.perennial.samples";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MlflowArtifacts artifacts;
    private final BlobStore blobs;

    public CheckpointUpload(MlflowArtifacts artifacts, BlobStore blobs) {
        this.artifacts = artifacts;
        this.blobs = blobs;
    }

    /**
     * Uploads what is missing.
     *
     * @return paths below the run's artifact root that were sent, in order
     * @throws IOException if a blob is missing or corrupt
     */
    public List<String> upload(Run run, Checkpoint checkpoint) throws IOException {
        Map<String, Long> present = present(run);
        byte[] manifest = blobs.get(checkpoint.getManifest());
        List<String> sent = new ArrayList<>();
        send(run, MANIFEST, manifest, present, sent);
        for (Map.Entry<String, BlobRef> file : files(manifest).entrySet()) {
            if (present.getOrDefault(path(file.getKey()), -1L)
                    != file.getValue().getBytes()) {
                send(run, file.getKey(), blobs.get(file.getValue()), present, sent);
            }
        }
        send(run, ModelDescription.FILE, description(run, checkpoint).bytes(), present, sent);
        return sent;
    }

    /**
     * File name to blob for every JSON object in the manifest that has {@code sha256} and {@code bytes}. The name is its field
     * {@code name}, else the key that holds it, else the key above if that is {@code blob}.
     */
    static Map<String, BlobRef> files(byte[] manifest) throws IOException {
        Map<String, BlobRef> files = new TreeMap<>();
        collect(JSON.readTree(manifest), "", files);
        return files;
    }

    private static void collect(JsonNode node, String key, Map<String, BlobRef> files) {
        String sha256 = node.path("sha256").asText("");
        if (sha256.matches("[0-9a-f]{64}") && node.path("bytes").isIntegralNumber()) {
            BlobRef blob = new BlobRef(
                    sha256, node.path("bytes").asLong(), node.path("mediaType").asText(""));
            if (!blob.getMediaType().equals(SAMPLES)) {
                files.put(fileName(node, key, sha256, files), blob);
            }
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            collect(field.getValue(), field.getKey().equals(BLOB) ? key : field.getKey(), files));
        } else {
            node.forEach(element -> collect(element, "", files));
        }
    }

    private static String fileName(JsonNode node, String key, String sha256, Map<String, BlobRef> taken) {
        String name = node.path("name").asText(key).replaceAll("[^A-Za-z0-9._-]", "_");
        boolean usable = !name.isBlank() && !name.startsWith(".") && !name.equals(MANIFEST) && !taken.containsKey(name);
        return usable ? name : sha256;
    }

    private void send(Run run, String file, byte[] bytes, Map<String, Long> present, List<String> sent) {
        String path = path(file);
        if (present.getOrDefault(path, -1L) != bytes.length) {
            artifacts.upload(run, path, bytes);
            sent.add(path);
        }
    }

    private Map<String, Long> present(Run run) {
        Map<String, Long> present = new HashMap<>();
        for (Artifact artifact : artifacts.list(run, ModelDescription.FOLDER)) {
            present.put(artifact.path(), artifact.bytes());
        }
        return present;
    }

    private static String path(String file) {
        return ModelDescription.FOLDER + "/" + file;
    }

    private static ModelDescription description(Run run, Checkpoint checkpoint) {
        return new ModelDescription(
                run.runId(),
                checkpoint.getCreatedAt(),
                Map.of(
                        "checkpoint_id", checkpoint.getCheckpointId(),
                        "manifest", MANIFEST,
                        "version", Long.toString(checkpoint.getVersion()),
                        "code_version", checkpoint.getCodeVersion()));
    }
}
