package io.perennial.trainer;

import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.CheckpointUpload;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.Run;
import io.perennial.runtime.mlflow.RunMetric;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of MLflow for each update: curves while it trains, then lineage tags and the checkpoint's files under {@code model/}. All
 * requests are made on one thread of its own. Points that MLflow cannot take in time are dropped and counted; the checkpoint's files
 * are tried again for a while.
 */
final class MlflowJournal implements TrainingJournal {
    private static final Logger log = LoggerFactory.getLogger(MlflowJournal.class);

    private static final int LARGEST_BACKLOG = 20_000;
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    private static final List<Duration> RETRY_PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15));

    private final Mlflow mlflow;
    private final CheckpointUpload upload;
    private final Clock clock;
    private final Duration runIdPatience;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mlflow-journal");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param mlflow is closed with the journal
     * @param runIdPatience how long {@link TrainingJournal.Entry#runId()} waits
     */
    MlflowJournal(Mlflow mlflow, BlobStore blobs, Clock clock, Duration runIdPatience) {
        this.mlflow = mlflow;
        this.upload = new CheckpointUpload(mlflow.artifacts(), blobs);
        this.clock = clock;
        this.runIdPatience = runIdPatience;
    }

    @Override
    public Entry open(UpdateOutline outline) {
        RunEntry entry = new RunEntry(outline);
        writer.execute(entry::open);
        return entry;
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        mlflow.close();
    }

    /** Identifies the update whatever attempt it is, so that a second attempt goes on with the run of the first. */
    static String runKey(UpdateOutline outline) {
        return Sha256.of(
                outline.model() + "\n" + outline.version() + "\n" + outline.parentId() + "\n" + outline.windows());
    }

    private final class RunEntry implements Entry {
        private final UpdateOutline outline;
        private final BlockingQueue<RunMetric> points = new ArrayBlockingQueue<>(LARGEST_BACKLOG);
        private final CompletableFuture<Optional<Run>> run = new CompletableFuture<>();
        private final Future<?> flushing;
        private long dropped;

        RunEntry(UpdateOutline outline) {
            this.outline = outline;
            flushing = writer.scheduleWithFixedDelay(
                    this::flush, FLUSH_INTERVAL.toMillis(), FLUSH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void stepped(StepResult result, double tokensPerSecond) {
            long now = clock.millis();
            boolean taken = points.offer(new RunMetric("loss", result.loss(), now, result.step()))
                    && points.offer(new RunMetric("learning_rate", result.learningRate(), now, result.step()))
                    && points.offer(new RunMetric("gradient_norm", result.gradientNorm(), now, result.step()))
                    && points.offer(new RunMetric("tokens_per_second", tokensPerSecond, now, result.step()));
            if (!taken && dropped++ == 0) {
                warn("drops points of the curves, because MLflow does not take them in time", null);
            }
        }

        @Override
        public void measured(long step, Map<String, Double> numbers) {
            long now = clock.millis();
            numbers.forEach((name, value) -> {
                if (!points.offer(new RunMetric(name, value, now, step)) && dropped++ == 0) {
                    warn("drops points of the curves, because MLflow does not take them in time", null);
                }
            });
        }

        @Override
        public @Nullable String runId() {
            try {
                return run.get(runIdPatience.toMillis(), TimeUnit.MILLISECONDS)
                        .map(Run::runId)
                        .orElse(null);
            } catch (TimeoutException | ExecutionException e) {
                warn("goes on without a run, because MLflow did not answer in time", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public void checkpointed(Checkpoint checkpoint) {
            finish(opened -> keep(opened, checkpoint));
        }

        @Override
        public void givenUp(String reason) {
            finish(opened -> {
                mlflow.tracking().setTags(opened.runId(), Map.of("perennial.given_up", reason));
                mlflow.tracking().finish(opened.runId(), false, clock.millis());
            });
        }

        /** On the writer's thread. */
        void open() {
            try {
                String experiment = mlflow.tracking().experiment("perennial/" + outline.model());
                Run opened = mlflow.tracking()
                        .openRun(
                                experiment,
                                runKey(outline),
                                outline.model() + " v" + outline.version(),
                                tags(),
                                clock.millis());
                run.complete(Optional.of(opened));
                mlflow.tracking().logParams(opened.runId(), outline.parameters());
            } catch (RuntimeException e) {
                warn("is not fully shown in MLflow", e);
            } finally {
                run.complete(Optional.empty());
            }
        }

        private Map<String, String> tags() {
            Map<String, String> tags = new TreeMap<>();
            tags.put("perennial.model", outline.model());
            tags.put("perennial.version", Long.toString(outline.version()));
            tags.put("perennial.windows", outline.windows());
            String parent = outline.parentId();
            if (parent != null) {
                tags.put("perennial.parent", parent);
            }
            return tags;
        }

        /** On the writer's thread. */
        private void flush() {
            Optional<Run> opened = run.getNow(Optional.empty());
            List<RunMetric> batch = new ArrayList<>();
            points.drainTo(batch);
            if (opened.isEmpty() || batch.isEmpty()) {
                return;
            }
            try {
                mlflow.tracking().logMetrics(opened.get().runId(), batch);
            } catch (RuntimeException e) {
                warn("has lost " + batch.size() + " points of its curves", e);
            }
        }

        private void finish(Finish finish) {
            flushing.cancel(false);
            writer.execute(() -> {
                flush();
                run.getNow(Optional.empty()).ifPresent(opened -> attempt(finish, opened, 0));
            });
        }

        @SuppressWarnings("FutureReturnValueIgnored") // The attempt reports its failure itself.
        private void attempt(Finish finish, Run opened, int attempts) {
            try {
                finish.write(opened);
            } catch (ServiceException e) {
                if (attempts == RETRY_PAUSES.size() || writer.isShutdown()) {
                    warn("is not fully shown in MLflow", e);
                } else {
                    writer.schedule(
                            () -> attempt(finish, opened, attempts + 1),
                            RETRY_PAUSES.get(attempts).toMillis(),
                            TimeUnit.MILLISECONDS);
                }
            } catch (RuntimeException | IOException e) {
                warn("is not fully shown in MLflow", e);
            }
        }

        private void keep(Run opened, Checkpoint checkpoint) throws IOException {
            upload.upload(opened, checkpoint);
            mlflow.tracking()
                    .setTags(
                            opened.runId(),
                            Map.of(
                                    "perennial.checkpoint_id",
                                    checkpoint.getCheckpointId(),
                                    "perennial.chain_hash",
                                    checkpoint.getChainHash()));
            mlflow.tracking().finish(opened.runId(), true, clock.millis());
        }

        private void warn(String what, @Nullable Exception cause) {
            log.atWarn()
                    .addKeyValue("model", outline.model())
                    .addKeyValue("version", outline.version())
                    .addKeyValue("reason", cause == null ? "" : String.valueOf(cause.getMessage()))
                    .log("update {}", what);
        }
    }

    /** What is left to write when an update has ended. */
    @FunctionalInterface
    private interface Finish {
        void write(Run run) throws IOException;
    }
}
