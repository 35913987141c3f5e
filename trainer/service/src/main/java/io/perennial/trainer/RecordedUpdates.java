package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Trains updates of the past again, with the same code that trained them, from the topic or from archives. Results go to the blob store
 * that it is given; nothing is announced. Used by one thread.
 */
final class RecordedUpdates implements AutoCloseable {
    private static final Duration REPLAY_PATIENCE = Duration.ofSeconds(60);
    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);

    private final ModelHistory history;
    private final TrainerSettings settings;
    private final BlobStore blobs;
    private final Checkpoints checkpoints;
    private final CuratedLog log;
    private final ReplayReader retained;
    private final TrainingListener listener;

    /** @param blobs takes what is trained */
    RecordedUpdates(ServiceConfig config, ModelHistory history, BlobStore blobs, TrainingListener listener) {
        this.history = history;
        this.blobs = blobs;
        this.listener = listener;
        settings = TrainerSettings.of(config);
        checkpoints = new Checkpoints(blobs);
        log = new CuratedLog(consumer(config), settings.topic(), blobs);
        retained = new ReplayReader(consumer(config), REPLAY_PATIENCE);
    }

    /**
     * How an update is trained again.
     *
     * @param original the checkpoint that it led to
     * @param parent what it continues now, null to begin the model
     * @param line earlier checkpoints of the line that it belongs to now
     * @param without offsets that must not be trained on
     * @param codeVersion goes into the manifest
     */
    record Again(
            Checkpoint original,
            @Nullable Checkpoint parent,
            CheckpointHistory line,
            OffsetRanges without,
            String codeVersion) {}

    CuratedLog log() {
        return log;
    }

    /** The encoder of a checkpoint. */
    Encoder encoder(Checkpoint checkpoint) {
        try {
            return checkpoints.load(checkpoint.getManifest());
        } catch (IOException e) {
            throw ServiceException.data(name(checkpoint) + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** The steps of the update that made a checkpoint. */
    List<StepResult> trace(Checkpoint checkpoint) {
        Manifest manifest = manifest(checkpoint);
        try {
            return checkpoints.trace(manifest);
        } catch (IOException e) {
            throw ServiceException.data(name(checkpoint) + ": its trace cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the manifest of a checkpoint and checks it against the chain. */
    Manifest manifest(Checkpoint checkpoint) {
        String where = name(checkpoint);
        try {
            Manifest manifest = checkpoints.read(checkpoint.getManifest());
            if (!manifest.checkpointId().equals(checkpoint.getCheckpointId())
                    || !manifest.chainHash().equals(checkpoint.getChainHash())) {
                throw ServiceException.data(
                        where + ": its manifest has id " + manifest.checkpointId() + " and chain hash "
                                + manifest.chainHash() + ", the event says " + checkpoint.getChainHash()
                                + "; event and manifest are not of one checkpoint",
                        null);
            }
            return manifest;
        } catch (IOException e) {
            throw ServiceException.data(where + ": its manifest cannot be read: " + e.getMessage(), e);
        }
    }

    /** The settings that the update was trained with, proven by the hash in its manifest. */
    UpdateSettings settings(Manifest manifest) {
        UpdateSettings recorded = settings.update().recordedIn(manifest);
        String hash = recorded.hash(manifest.configuration().hash(), manifest.seed());
        if (!hash.equals(manifest.lineage().configHash())) {
            throw ServiceException.usage(
                    "version " + manifest.lineage().version() + " was trained with settings of hash "
                            + manifest.lineage().configHash() + ", but " + recorded.recorded() + " have hash " + hash
                            + "; its manifest does not keep them: give them with --set, for example --set passes=2");
        }
        return recorded;
    }

    /** Trains it again with the settings of the original. */
    Checkpoint train(Again again) {
        Manifest manifest = manifest(again.original());
        return train(again, manifest, settings(manifest));
    }

    /**
     * Trains it again.
     *
     * @param manifest of the original; its configuration begins a model
     */
    Checkpoint train(Again again, Manifest manifest, UpdateSettings updateSettings) {
        TrainerState state = state(again);
        ClosedWindow window = window(again, state, updateSettings, readable(manifest));
        try (Update update = new Update(
                manifest.configuration(),
                blobs,
                new LastingReplay(retained, blobs),
                updateSettings,
                TrainingJournal.none(),
                listener,
                again.codeVersion(),
                Clock.systemUTC(),
                () -> 0)) {
            return update.train(state, again.line(), window, remaining -> false)
                    .orElseThrow()
                    .checkpoint();
        }
    }

    /** The samples of the window that a checkpoint was trained on. */
    List<WindowSample> samples(Checkpoint checkpoint) {
        Again again = new Again(
                checkpoint,
                history.parent(checkpoint).orElse(null),
                history.history(),
                OffsetRanges.none(log.topic()),
                checkpoint.getCodeVersion());
        return window(again, state(again), settings.update(), readable(manifest(checkpoint)))
                .samples();
    }

    @Override
    public void close() {
        log.close();
        retained.close();
    }

    private TrainerState state(Again again) {
        long controlOffset = again.original().getControlOffset();
        OffsetRanges quarantined = history.quarantined(log.topic(), controlOffset)
                .plus(again.without().toList());
        return new TrainerState(again.parent(), controlOffset, quarantined, false, -1, List.of());
    }

    /** The window of the original; without some records, the one that the trainer's rule gives in their absence. */
    private ClosedWindow window(
            Again again, TrainerState state, UpdateSettings updateSettings, ReadableSamples readable) {
        SortedMap<Integer, Long> from = from(again, state);
        List<Checkpoint> archives = history.history().announced();
        SortedMap<Integer, Long> ends = new TreeMap<>();
        again.original().getNextOffsets().forEach(next -> ends.put(next.getPartition(), next.getFromOffset()));
        WindowAssembly same = new WindowAssembly(from, WindowQuota.unlimited(), state.quarantined(), readable);
        from.forEach((partition, start) -> same.endAt(partition, ends.getOrDefault(partition, start)));
        if (again.without().isEmpty() || wasClosedEarly(again, updateSettings, archives, readable)) {
            return log.fill(same, from, archives);
        }
        WindowQuota quota = WindowQuota.of(updateSettings.windowSamples(), updateSettings.windowBytes(), from.size());
        return log.fill(new WindowAssembly(from, quota, state.quarantined(), readable), from, archives);
    }

    /** A window that a command closed has fewer samples than its share in some partition; its ends are then a decision, not a rule. */
    private boolean wasClosedEarly(
            Again again, UpdateSettings updateSettings, List<Checkpoint> archives, ReadableSamples readable) {
        Checkpoint original = again.original();
        OffsetRanges windows = OffsetRanges.of(log.topic(), original.getWindows());
        SortedMap<Integer, Long> from = new TreeMap<>();
        original.getWindows().forEach(range -> from.merge(range.getPartition(), range.getFromOffset(), Math::min));
        OffsetRanges others = history.quarantined(log.topic(), original.getControlOffset());
        WindowAssembly window = new WindowAssembly(from, WindowQuota.unlimited(), others, readable);
        from.keySet().forEach(partition -> window.endAt(partition, windows.end(partition)));
        Map<Integer, Long> counts = new HashMap<>();
        Map<Integer, Long> bytes = new HashMap<>();
        for (WindowSample sample : log.fill(window, from, archives).samples()) {
            counts.merge(sample.position().partition(), 1L, Long::sum);
            bytes.merge(sample.position().partition(), (long) WIRE.encode(sample.sample()).length, Long::sum);
        }
        int partitions = original.getNextOffsets().size();
        WindowQuota quota = WindowQuota.of(updateSettings.windowSamples(), updateSettings.windowBytes(), partitions);
        return original.getNextOffsets().stream()
                .map(OffsetRange::getPartition)
                .anyMatch(partition -> counts.getOrDefault(partition, 0L) < quota.records()
                        && bytes.getOrDefault(partition, 0L) < quota.bytes());
    }

    /** What the model of a manifest takes into its windows. */
    private ReadableSamples readable(Manifest manifest) {
        return new ReadableSamples(
                settings.model(),
                settings.modality(),
                manifest.configuration().objective(),
                new SampleContents(blobs),
                listener);
    }

    /** Where the window starts: for a new model at the first record that the original saw, not at what the topic still has. */
    private SortedMap<Integer, Long> from(Again again, TrainerState state) {
        SortedMap<Integer, Long> firstSeen = new TreeMap<>();
        for (OffsetRange next : again.original().getNextOffsets()) {
            firstSeen.put(next.getPartition(), next.getFromOffset());
        }
        for (OffsetRange range : again.original().getWindows()) {
            firstSeen.merge(range.getPartition(), range.getFromOffset(), Math::min);
        }
        return state.positions(firstSeen);
    }

    /** Blobs of a checkpoint that are missing or differ from what its manifest names, each in one line. */
    static List<String> damagedBlobs(BlobStore store, Manifest manifest) {
        Map<String, @Nullable BlobRef> named = new TreeMap<>();
        manifest.tensors().forEach((name, vector) -> named.put("tensor vector " + name, vector.blob()));
        named.put("tokenizer", manifest.tokenizer());
        named.put("self-test", manifest.probe());
        named.put("trace", manifest.trace());
        named.put("archive", manifest.lineage().archive());
        named.put("replay buffer", manifest.lineage().replayBuffer());
        return named.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .flatMap(entry -> damage(store, entry.getKey(), entry.getValue()).stream())
                .toList();
    }

    private static List<String> damage(BlobStore store, String name, @Nullable BlobRef blob) {
        try {
            if (blob != null) {
                store.get(blob);
            }
            return List.of();
        } catch (IOException e) {
            return List.of(name + ": " + e.getMessage());
        }
    }

    private static String name(Checkpoint checkpoint) {
        return "version " + checkpoint.getVersion() + " (" + checkpoint.getCheckpointId() + ")";
    }

    /** Reads committed records only, from the offsets that it is told. */
    static Consumer<String, byte[]> consumer(ServiceConfig config) {
        return new KafkaClients(config, "perennial-trainer-terminal")
                .consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
    }
}
