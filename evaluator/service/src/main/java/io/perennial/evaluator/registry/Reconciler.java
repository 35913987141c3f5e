package io.perennial.evaluator.registry;

import io.micrometer.core.instrument.Metrics;
import io.perennial.evaluator.controller.AliasInbox;
import io.perennial.evaluator.controller.ModelState;
import io.perennial.evaluator.controller.StateBoard;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowRefusedException;
import io.perennial.runtime.mlflow.ModelDescription;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.runtime.mlflow.RegisteredModel;
import io.perennial.runtime.mlflow.Run;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps MLflow's registry in step with the decisions. Level-triggered: each pass compares all of it and mends what differs, so it
 * does not matter how often it runs or what it missed. MLflow may be away as long as it likes: nothing else waits for it. It runs
 * on a thread of its own.
 */
public final class Reconciler implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final String CHAMPION = "champion";
    private static final String CHALLENGER = "challenger";

    private final Mlflow mlflow;
    private final StateBoard board;
    private final CheckpointRuns runs;
    private final AliasProjection aliases;
    private final Duration interval;
    private final Semaphore signals = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param board committed states
     * @param inbox where moved aliases are decided about
     * @param interval time between two passes without an event
     */
    public Reconciler(
            Mlflow mlflow, BlobStore blobs, StateBoard board, AliasInbox inbox, Clock clock, Duration interval) {
        this.mlflow = mlflow;
        this.board = board;
        this.runs = new CheckpointRuns(mlflow, blobs);
        this.aliases = new AliasProjection(mlflow.registry(), inbox, clock);
        this.interval = interval;
    }

    /** Asks for a pass soon; returns at once. */
    public void wake() {
        signals.release();
    }

    /** Asks {@link #run()} to return. */
    public void stop() {
        stopped.countDown();
        signals.release();
    }

    @Override
    public void run() {
        Duration pause = interval;
        try {
            while (!isStopped()) {
                Optional<RuntimeException> failure = tryPass();
                Metrics.counter("perennial.registry.passes", "outcome", failure.isEmpty() ? "in_step" : "failed")
                        .increment();
                if (failure.isEmpty()) {
                    if (pause.compareTo(interval) > 0) {
                        log.info("MLflow is back and in step");
                    }
                    pause = interval;
                    awaitSignal();
                } else {
                    pause = longer(pause);
                    log.atWarn()
                            .addKeyValue("nextTrySeconds", pause.toSeconds())
                            .log("MLflow is not in step: {}", failure.get().getMessage());
                    stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One comparison of everything. A model that MLflow refuses does not keep the others from being looked at.
     *
     * @throws ServiceException as {@link Mlflow} does
     * @throws MlflowRefusedException the first refusal, after all models were looked at
     */
    public void pass() {
        RuntimeException first = null;
        for (ModelState state : board.snapshot().values()) {
            try {
                if (!state.decisions().isEmpty() && !isStopped()) {
                    reconcile(state);
                }
            } catch (MlflowRefusedException e) {
                first = first == null ? e : first;
            } catch (ServiceException e) {
                if (e.exitCode() == ExitCode.DEPENDENCY) {
                    throw e;
                }
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Optional<RuntimeException> tryPass() {
        try {
            pass();
            return Optional.empty();
        } catch (MlflowRefusedException | ServiceException e) {
            return Optional.of(e);
        } catch (RuntimeException e) {
            // The thread must live on: without it MLflow would stand still and nobody would know.
            log.atError().setCause(e).log("unexpected error, please report it");
            return Optional.of(e);
        }
    }

    private void reconcile(ModelState state) {
        RegisteredModel model = registeredModel(state);
        long projected = projectedGeneration(model);
        if (projected > state.generation()) {
            throw ServiceException.data(
                    "MLflow shows generation " + projected + " of " + state.model()
                            + ", but the log of decisions leads only to " + state.generation()
                            + ": Kafka was restored from an older copy; the registry is left alone",
                    null);
        }
        Map<String, ModelVersion> byCheckpoint = versions(state);
        for (String checkpointId : state.decisions().keySet()) {
            Optional<Checkpoint> checkpoint = state.family().find(checkpointId);
            if (checkpoint.isPresent() && !isStopped()) {
                byCheckpoint.put(checkpointId, version(state, checkpoint.get(), byCheckpoint.get(checkpointId)));
            }
        }
        boolean aligned = alignAliases(state, byCheckpoint);
        if (aligned && projected != state.generation()) {
            mlflow.registry().setModelTag(state.model(), VersionTags.GENERATION, Long.toString(state.generation()));
        }
    }

    private RegisteredModel registeredModel(ModelState state) {
        String description = Descriptions.ofModel(state);
        Optional<RegisteredModel> existing = mlflow.registry().model(state.model());
        if (existing.isEmpty()) {
            mlflow.registry().createModel(state.model(), description);
            return new RegisteredModel(state.model(), description, Map.of(), Map.of());
        }
        if (!existing.get().description().equals(description)) {
            mlflow.registry().describeModel(state.model(), description);
        }
        return existing.get();
    }

    private Map<String, ModelVersion> versions(ModelState state) {
        Map<String, ModelVersion> byCheckpoint = new LinkedHashMap<>();
        for (ModelVersion version : mlflow.registry().versions(state.model())) {
            String checkpointId = version.tags().get(VersionTags.CHECKPOINT_ID);
            if (checkpointId != null && byCheckpoint.putIfAbsent(checkpointId, version) != null) {
                log.atError()
                        .addKeyValue("model", state.model())
                        .addKeyValue("version", version.version())
                        .log("a second version names checkpoint {}; the first counts, delete this one", checkpointId);
            }
        }
        return byCheckpoint;
    }

    private ModelVersion version(ModelState state, Checkpoint checkpoint, @Nullable ModelVersion existing) {
        Map<String, String> tags = VersionTags.of(state, checkpoint);
        String description = Descriptions.ofVersion(state, checkpoint, tags);
        if (existing == null) {
            Run run = runs.complete(checkpoint);
            String source = run.artifactUri() + "/" + ModelDescription.FOLDER;
            return mlflow.registry()
                    .createVersionOnce(
                            state.model(), VersionTags.CHECKPOINT_ID, source, run.runId(), tags, description);
        }
        tags.forEach((key, value) -> {
            if (!value.equals(existing.tags().get(key))) {
                mlflow.registry().setVersionTag(state.model(), existing.version(), key, value);
            }
        });
        if (!description.equals(existing.description())) {
            mlflow.registry().describeVersion(state.model(), existing.version(), description);
        }
        return existing;
    }

    private boolean alignAliases(ModelState state, Map<String, ModelVersion> byCheckpoint) {
        Map<String, ModelVersion> byNumber = new HashMap<>();
        mlflow.registry().versions(state.model()).forEach(version -> byNumber.put(version.version(), version));
        // Read again: uploads may have taken minutes, and somebody may have moved an alias since.
        RegisteredModel model = mlflow.registry().model(state.model()).orElseThrow();
        boolean aligned = true;
        for (String alias : List.of(CHAMPION, CHALLENGER)) {
            String checkpointId = alias.equals(CHAMPION) ? state.champion() : state.challenger();
            ModelVersion desired = checkpointId == null ? null : byCheckpoint.get(checkpointId);
            if (checkpointId != null && desired == null) {
                aligned = false;
            } else {
                String number = desired == null ? null : desired.version();
                aligned &= aliases.align(state, model, alias, number, byNumber);
            }
        }
        return aligned;
    }

    /** Generation that MLflow showed completely when it was last in step; 0 before the first time. */
    static long projectedGeneration(RegisteredModel model) {
        String tag = model.tags().getOrDefault(VersionTags.GENERATION, "0");
        return tag.matches("\\d{1,18}") ? Long.parseLong(tag) : 0;
    }

    private void awaitSignal() throws InterruptedException {
        if (signals.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
