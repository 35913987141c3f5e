package io.perennial.runtime.mlflow;

/**
 * A run of MLflow.
 *
 * @param runId id
 * @param experimentId experiment that it belongs to
 * @param artifactUri root of its artifacts such as {@code mlflow-artifacts:/1/<run>/artifacts}
 * @param status RUNNING, FINISHED, FAILED, KILLED or SCHEDULED
 */
public record Run(String runId, String experimentId, String artifactUri, String status) {}
