package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trains one window on top of a checkpoint and writes the blobs of the new one, then stands ready for the next window. Nothing is announced
 * here. Not safe for use by several threads.
 */
final class Update implements AutoCloseable {
    private final ModelConfiguration model;
    private final Continuation continuation;
    private final BlobStore blobs;
    private final ReplaySource replay;
    private final UpdateSettings settings;
    private final TrainingJournal journal;
    private final TrainingListener listener;
    private final String codeVersion;
    private final Clock clock;
    private final DoubleSupplier peak;

    Update(
            ModelConfiguration model,
            BlobStore blobs,
            ReplaySource replay,
            UpdateSettings settings,
            TrainingJournal journal,
            TrainingListener listener,
            String codeVersion,
            Clock clock,
            DoubleSupplier peak) {
        this.model = model;
        this.continuation = new Continuation(model, settings.seed(), blobs);
        this.blobs = blobs;
        this.replay = replay;
        this.settings = settings;
        this.journal = journal;
        this.listener = listener;
        this.codeVersion = codeVersion;
        this.clock = clock;
        this.peak = peak;
    }

    @FunctionalInterface
    private interface Writing {
        Checkpoint to(BlobStore blobs) throws IOException;
    }

    /** What an update led to. The journal's entry is to be told when the checkpoint is committed. */
    record Outcome(Checkpoint checkpoint, TrainingJournal.Entry entry) {}

    /** The checkpoint, whose blobs are synced; empty if the update was given up. Replays the share that the settings name. */
    Optional<Outcome> train(
            TrainerState state, CheckpointHistory history, ClosedWindow window, Interruption interruption) {
        return train(state, history, window, settings, interruption);
    }

    /** The same with a share of replay of its own. */
    Optional<Outcome> train(
            TrainerState state,
            CheckpointHistory history,
            ClosedWindow window,
            ReplayShare share,
            Interruption interruption) {
        return train(state, history, window, settings.with(share), interruption);
    }

    private Optional<Outcome> train(
            TrainerState state,
            CheckpointHistory history,
            ClosedWindow window,
            UpdateSettings settings,
            Interruption interruption) {
        Continuation.Origin origin = continuation.origin(state);
        ReplayPool pool = ReplayPool.of(
                history.lineage(state.parent(), settings.replayHorizon()),
                state.quarantined(),
                settings.replayBuffer(),
                origin.seed(),
                continuation.replayBuffer(state));
        Pretraining pretraining = continuation.take(state, origin, window);
        Outcome outcome = null;
        try {
            if (state.parent() != null && pretraining.configuration().vocabularyGrows()) {
                pretraining.grow(window.samples().stream()
                        .map(new SampleContents(blobs)::content)
                        .toList());
            }
            outcome = train(state, origin, window, settings, pretraining, pool, interruption);
            return Optional.ofNullable(outcome);
        } finally {
            if (outcome == null) {
                pretraining.close();
            } else {
                continuation.keep(pretraining, outcome.checkpoint().getCheckpointId());
            }
        }
    }

    /** Null if the update was given up. */
    private @Nullable Outcome train(
            TrainerState state,
            Continuation.Origin origin,
            ClosedWindow window,
            UpdateSettings settings,
            Pretraining pretraining,
            ReplayPool pool,
            Interruption interruption) {
        UpdateTraining training = new UpdateTraining(
                pretraining, window, pool, replay, new SampleContents(blobs), settings, origin.seed());
        TrainingJournal.Entry entry = journal.open(outline(state, origin, window, settings, pretraining));
        try {
            LossCurve losses = new LossCurve(model.name(), training.trunkSteps());
            CollapseWatch collapse = watch(state, pretraining, training.looked());
            long started = System.nanoTime();
            Measurements measurements = new Measurements(pretraining, training.replayShare(), peak);
            if (!step(state.nextVersion(), measurements, training, losses, collapse, entry, interruption)) {
                entry.givenUp("stopped or rewound after step " + pretraining.steps());
                return null;
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            Checkpoint checkpoint = writing(state.nextVersion(), behind -> {
                Lineage lineage = lineage(
                        state,
                        origin,
                        window,
                        settings,
                        pretraining,
                        training,
                        archive(window, behind),
                        replayBuffer(window, settings, pretraining, pool, behind));
                SavedCheckpoint saved = pretraining.save(behind, lineage);
                return checkpoint(lineage, saved, pretraining, losses, seconds, entry);
            });
            return new Outcome(checkpoint, entry);
        } catch (RuntimeException e) {
            entry.givenUp(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private CollapseWatch watch(TrainerState state, Pretraining pretraining, List<Content> samples) {
        Checkpoint parent = state.parent();
        return parent == null
                ? new CollapseWatch(model.name(), settings.collapse(), pretraining, samples)
                : new CollapseWatch(
                        model.name(),
                        settings.collapse(),
                        pretraining,
                        samples,
                        watched -> continuation.embed(state, parent, watched));
    }

    /** False if the update was interrupted. */
    private boolean step(
            long version,
            Measurements measurements,
            UpdateTraining training,
            LossCurve losses,
            CollapseWatch collapse,
            TrainingJournal.Entry entry,
            Interruption interruption) {
        Pace pace = new Pace(System::nanoTime);
        for (int step = 1; step <= training.steps(); step++) {
            StepResult result = training.step(step - 1);
            if (step <= training.trunkSteps() && result.outcome() == StepOutcome.TAKEN) {
                losses.add(result);
            }
            pace.stepped(result.tokens());
            boolean last = step == training.steps();
            entry.stepped(result, pace.tokensPerSecond());
            measurements
                    .of(step, last, result, pace.stepsPerSecond())
                    .ifPresent(numbers -> entry.measured(result.step(), numbers));
            collapse.look(step, last).ifPresent(spread -> entry.measured(result.step(), Measurements.of(spread)));
            listener.stepped(model.name(), version, step, training.steps(), result, pace.tokensPerSecond());
            if (step < training.steps() && interruption.interrupts(pace.forecast(training.steps() - step))) {
                return false;
            }
        }
        return true;
    }

    private Lineage lineage(
            TrainerState state,
            Continuation.Origin origin,
            ClosedWindow window,
            UpdateSettings settings,
            Pretraining pretraining,
            UpdateTraining training,
            @Nullable BlobRef archive,
            @Nullable BlobRef replayBuffer) {
        Checkpoint parent = state.parent();
        SortedMap<String, String> recorded = settings.recorded();
        recorded.putAll(training.branch());
        recorded.putAll(pretraining.remarks());
        return new Lineage(
                state.parentId(),
                parent == null ? null : parent.getChainHash(),
                state.nextVersion(),
                window.windows(),
                window.nextOffsets(),
                training.replayed(state.quarantined().topic()),
                (parent == null ? 0 : parent.getSamples()) + training.rows(),
                state.controlOffset(),
                settings.hash(pretraining.configuration().hash(), origin.seed()),
                codeVersion,
                recorded,
                archive,
                replayBuffer);
    }

    private @Nullable BlobRef archive(ClosedWindow window, BlobStore behind) throws IOException {
        return settings.archived() ? WindowArchive.write(behind, window.samples()) : null;
    }

    /** The least redundant of what the buffer held and the window, where the policy asks for them. */
    private @Nullable BlobRef replayBuffer(
            ClosedWindow window, UpdateSettings settings, Pretraining pretraining, ReplayPool pool, BlobStore behind)
            throws IOException {
        if (settings.replayBuffer().policy() != ReplayBuffer.Policy.MINRED) {
            return null;
        }
        SortedMap<RecordPosition, WindowSample> samples = new TreeMap<>();
        replay.read(pool, pool.buffered()).values().forEach(sample -> samples.put(sample.position(), sample));
        window.samples().forEach(sample -> samples.put(sample.position(), sample));
        List<RecordPosition> kept = LeastRedundant.kept(
                List.copyOf(samples.values()),
                pretraining,
                new SampleContents(blobs),
                settings.replayBuffer().capacity());
        return KeptPositions.write(behind, kept);
    }

    private Checkpoint checkpoint(
            Lineage lineage,
            SavedCheckpoint saved,
            Pretraining pretraining,
            LossCurve losses,
            double seconds,
            TrainingJournal.Entry entry) {
        return Checkpoint.newBuilder()
                .setModel(model.name())
                .setVersion(lineage.version())
                .setCheckpointId(saved.checkpointId())
                .setParentId(lineage.parentId())
                .setManifest(saved.manifest())
                .setChainHash(saved.chainHash())
                .setWindows(lineage.windows())
                .setNextOffsets(lineage.nextOffsets())
                .setSteps(pretraining.steps())
                .setSamples(lineage.samples())
                .setLossFirst(losses.first())
                .setLossLast(losses.last())
                .setSeconds(seconds)
                .setMlflowRunId(entry.runId())
                .setCodeVersion(codeVersion)
                .setBackend(pretraining.backend())
                .setControlOffset(lineage.controlOffset())
                .setCreatedAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .build();
    }

    /** The checkpoint that is written, once all of its blobs are durable. */
    private Checkpoint writing(long version, Writing writing) {
        try (BlobsBehind behind = new BlobsBehind(blobs)) {
            Checkpoint checkpoint = writing.to(behind);
            behind.sync();
            return checkpoint;
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "update " + version + " of " + model.name() + " could not be written: " + e.getMessage()
                            + "; nothing was announced. Free disk space or mend " + ServiceConfig.BLOB_DIRECTORY
                            + ", then start again: the window is trained again with the same result",
                    e);
        }
    }

    private UpdateOutline outline(
            TrainerState state,
            Continuation.Origin origin,
            ClosedWindow window,
            UpdateSettings settings,
            Pretraining pretraining) {
        Map<String, String> parameters = new TreeMap<>();
        pretraining
                .configuration()
                .values()
                .forEach((key, value) -> parameters.put(TrainerConfig.MODEL_PREFIX + key, value));
        parameters.putAll(settings.values());
        parameters.put(TrainerConfig.SEED, Long.toString(origin.seed()));
        parameters.put("backend", pretraining.backend());
        parameters.put("batch", Integer.toString(pretraining.batchSize()));
        parameters.put("code_version", codeVersion);
        parameters.put("window_size", Integer.toString(window.samples().size()));
        return new UpdateOutline(
                model.name(), state.nextVersion(), state.parentId(), windows(window.windows()), parameters);
    }

    @Override
    public void close() {
        continuation.close();
    }

    static String windows(List<OffsetRange> windows) {
        return windows.stream()
                .map(range -> range.getTopic() + "-" + range.getPartition() + "@" + range.getFromOffset() + ".."
                        + range.getToOffset())
                .collect(Collectors.joining(" "));
    }
}
