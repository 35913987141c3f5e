package io.perennial.evaluator.registry;

import io.perennial.runtime.mlflow.CheckpointUpload;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.Run;
import io.perennial.runtime.mlflow.RunMetric;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs with the artifacts of checkpoints. Makes what the trainer could not, because MLflow was away then. */
final class CheckpointRuns {
    private static final Logger log = LoggerFactory.getLogger(CheckpointRuns.class);

    private final Mlflow mlflow;
    private final CheckpointUpload upload;

    CheckpointRuns(Mlflow mlflow, BlobStore blobs) {
        this.mlflow = mlflow;
        this.upload = new CheckpointUpload(mlflow.artifacts(), blobs);
    }

    /** The run of a checkpoint, with all its artifacts as far as the blob store has them. */
    Run complete(Checkpoint checkpoint) {
        Run run = trainersRun(checkpoint).orElseGet(() -> ownRun(checkpoint));
        try {
            List<String> sent = upload.upload(run, checkpoint);
            log.atInfo()
                    .addKeyValue("checkpoint", checkpoint.getCheckpointId())
                    .addKeyValue("run", run.runId())
                    .addKeyValue("uploaded", sent.size())
                    .log("run is complete");
        } catch (IOException e) {
            // A version without files still tells who serves and why; the blob store is the copy that counts.
            log.atError()
                    .addKeyValue("checkpoint", checkpoint.getCheckpointId())
                    .log("artifacts are not copied to MLflow: {}", e.getMessage());
        }
        return run;
    }

    private Optional<Run> trainersRun(Checkpoint checkpoint) {
        return Optional.ofNullable(checkpoint.getMlflowRunId())
                .flatMap(runId -> mlflow.tracking().run(runId));
    }

    private Run ownRun(Checkpoint checkpoint) {
        String experiment = mlflow.tracking().experiment("perennial/" + checkpoint.getModel());
        long created = checkpoint.getCreatedAt().toEpochMilli();
        Run run = mlflow.tracking()
                .openRun(
                        experiment,
                        "checkpoint/" + checkpoint.getCheckpointId(),
                        "update " + checkpoint.getVersion() + ", shown later",
                        VersionTags.lineage(checkpoint),
                        created - Math.round(1000 * checkpoint.getSeconds()));
        mlflow.tracking()
                .logMetrics(
                        run.runId(),
                        List.of(
                                new RunMetric("loss_first", checkpoint.getLossFirst(), created, checkpoint.getSteps()),
                                new RunMetric("loss_last", checkpoint.getLossLast(), created, checkpoint.getSteps()),
                                new RunMetric("seconds", checkpoint.getSeconds(), created, checkpoint.getSteps())));
        mlflow.tracking().finish(run.runId(), true, created);
        return run;
    }
}
