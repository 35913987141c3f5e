package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one window on top of a checkpoint and writes the blobs of the new one. Parameters always come from the manifest of the parent,
 * never from memory, so an update after a crash starts from the same bits. Nothing is announced here. Not safe for use by several
 * threads.
 */
final class Update {
    private static final Logger log = LoggerFactory.getLogger(Update.class);

    private final ModelConfiguration model;
    private final Checkpoints checkpoints;
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
        this.checkpoints = new Checkpoints(blobs);
        this.blobs = blobs;
        this.replay = replay;
        this.settings = settings;
        this.journal = journal;
        this.listener = listener;
        this.codeVersion = codeVersion;
        this.clock = clock;
        this.peak = peak;
    }

    private record Origin(ModelConfiguration configuration, long seed) {}

    @FunctionalInterface
    private interface BlobAccess<T> {
        T run() throws IOException;
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
        Origin origin = origin(state);
        ReplayPool pool = ReplayPool.of(
                history.lineage(state.parent(), settings.replayHorizon()),
                state.quarantined(),
                settings.replayBuffer(),
                origin.seed());
        try (Pretraining pretraining = open(state, origin, window)) {
            UpdateTraining training = new UpdateTraining(
                    pretraining, window, pool, replay, new SampleContents(blobs), settings, origin.seed());
            TrainingJournal.Entry entry = journal.open(outline(state, origin, window, settings, pretraining));
            try {
                LossCurve losses = new LossCurve(model.name(), training.trunkSteps());
                CollapseWatch collapse =
                        new CollapseWatch(model.name(), settings.collapse(), pretraining, training.looked());
                long started = System.nanoTime();
                Measurements measurements = new Measurements(pretraining, training.replayShare(), peak);
                if (!step(state.nextVersion(), measurements, training, losses, collapse, entry, interruption)) {
                    entry.givenUp("stopped or rewound after step " + pretraining.steps());
                    return Optional.empty();
                }
                double seconds = (System.nanoTime() - started) / 1e9;
                Lineage lineage = lineage(state, origin, window, settings, training, archive(state, window));
                Checkpoint checkpoint = save(lineage, pretraining, losses, seconds, entry);
                return Optional.of(new Outcome(checkpoint, entry));
            } catch (RuntimeException e) {
                entry.givenUp(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    /** What the parent was made with wins over the configuration: one line of parents is one model. */
    private Origin origin(TrainerState state) {
        Checkpoint parent = state.parent();
        if (parent == null) {
            return new Origin(model, settings.seed());
        }
        Manifest manifest = fromBlobs(state, () -> checkpoints.read(parent.getManifest()));
        Origin origin = new Origin(manifest.configuration(), manifest.seed());
        if (!origin.equals(new Origin(model, settings.seed()))) {
            log.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("checkpointId", state.parentId())
                    .addKeyValue("checkpoint", origin)
                    .addKeyValue("configured", new Origin(model, settings.seed()))
                    .log("goes on with configuration and seed of its checkpoint; a changed one needs a new model");
        }
        return origin;
    }

    private Pretraining open(TrainerState state, Origin origin, ClosedWindow window) {
        Checkpoint parent = state.parent();
        if (parent != null) {
            return fromBlobs(state, () -> checkpoints.resume(parent.getManifest()));
        }
        SampleContents contents = new SampleContents(blobs);
        List<Content> first = window.samples().stream().map(contents::content).toList();
        return checkpoints.start(origin.configuration(), origin.seed(), first);
    }

    private <T> T fromBlobs(TrainerState state, BlobAccess<T> reading) {
        try {
            return reading.run();
        } catch (MissingBlobException | CorruptBlobException e) {
            throw ServiceException.data(
                    "checkpoint " + state.parentId() + " of " + model.name() + " cannot be continued: "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "the blob store failed while checkpoint " + state.parentId() + " of " + model.name() + " was read: "
                            + e.getMessage() + "; mend it, then start again",
                    e);
        }
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
            Origin origin,
            ClosedWindow window,
            UpdateSettings settings,
            UpdateTraining training,
            @Nullable BlobRef archive) {
        Checkpoint parent = state.parent();
        SortedMap<String, String> recorded = settings.recorded();
        recorded.putAll(training.branch());
        return new Lineage(
                state.parentId(),
                parent == null ? null : parent.getChainHash(),
                state.nextVersion(),
                window.windows(),
                window.nextOffsets(),
                training.replayed(state.quarantined().topic()),
                (parent == null ? 0 : parent.getSamples()) + training.rows(),
                state.controlOffset(),
                settings.hash(origin.configuration().hash(), origin.seed()),
                codeVersion,
                recorded,
                archive);
    }

    private @Nullable BlobRef archive(TrainerState state, ClosedWindow window) {
        return settings.archived()
                ? writing(state.nextVersion(), () -> WindowArchive.write(blobs, window.samples()))
                : null;
    }

    private Checkpoint save(
            Lineage lineage, Pretraining pretraining, LossCurve losses, double seconds, TrainingJournal.Entry entry) {
        SavedCheckpoint saved = writing(lineage.version(), () -> pretraining.save(blobs, lineage));
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

    private <T> T writing(long version, BlobAccess<T> write) {
        try {
            return write.run();
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "update " + version + " of " + model.name() + " could not be written: " + e.getMessage()
                            + "; nothing was announced. Free disk space or mend " + ServiceConfig.BLOB_DIRECTORY
                            + ", then start again: the window is trained again with the same result",
                    e);
        }
    }

    private UpdateOutline outline(
            TrainerState state, Origin origin, ClosedWindow window, UpdateSettings settings, Pretraining pretraining) {
        Map<String, String> parameters = new TreeMap<>();
        origin.configuration()
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

    private static String windows(List<OffsetRange> windows) {
        return windows.stream()
                .map(range -> range.getTopic() + "-" + range.getPartition() + "@" + range.getFromOffset() + ".."
                        + range.getToOffset())
                .collect(Collectors.joining(" "));
    }
}
