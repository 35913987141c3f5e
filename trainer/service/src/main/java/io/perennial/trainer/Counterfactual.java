package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.runtime.Build;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains an update again over the same offsets with other settings, and measures both results on the same samples. Nothing is kept.
 * Used by one thread.
 */
public final class Counterfactual {
    private static final int MEASURED = 500;
    private static final Set<String> CHANGEABLE = Set.of(
            TrainerConfig.PASSES,
            TrainerConfig.REPLAY_SHARE,
            TrainerConfig.REPLAY_HORIZON,
            TrainerConfig.REPLAY_POLICY,
            TrainerConfig.REPLAY_CAPACITY);

    private final ServiceConfig config;
    private final ModelHistory history;
    private final TrainingListener listener;

    public Counterfactual(ServiceConfig config, ModelHistory history, TrainingListener listener) {
        this.config = config;
        this.history = history;
        this.listener = listener;
    }

    /**
     * A measure of both.
     *
     * @param name what is measured
     * @param original of the checkpoint as it is
     * @param other of the one with other settings
     */
    public record Row(String name, double original, double other) {}

    /** @param overrides keys of the trainer: passes, replay.share, replay.horizon and model.* */
    public List<Row> compare(Checkpoint checkpoint, Map<String, String> overrides) throws IOException {
        requireChangeable(overrides);
        BlobStore stored = config.blobs();
        try (ScratchBlobs scratch = new ScratchBlobs(stored);
                RecordedUpdates updates = new RecordedUpdates(config, history, scratch, listener)) {
            Manifest original = updates.manifest(checkpoint);
            Checkpoint parent = history.parent(checkpoint).orElse(null);
            Manifest begun = parent == null ? original : updates.manifest(parent);
            ModelConfiguration configuration = changed(begun.configuration(), overrides);
            RecordedUpdates.Again again = new RecordedUpdates.Again(
                    checkpoint,
                    parent == null ? null : graft(begun, configuration, parent, scratch),
                    history.history(),
                    OffsetRanges.none(updates.log().topic()),
                    Build.current().version());
            Checkpoint other = updates.train(
                    again,
                    with(original, configuration),
                    updates.settings(original).changed(overrides));
            return rows(checkpoint, other, updates, scratch);
        }
    }

    private void requireChangeable(Map<String, String> overrides) {
        Map<String, String> checked = new TreeMap<>(overrides);
        checked.put(TrainerConfig.MODEL, config.getString(TrainerConfig.MODEL));
        ServiceConfig.parse(TrainerConfig.definition(), checked);
        for (String key : overrides.keySet()) {
            if (!CHANGEABLE.contains(key) && !key.startsWith(TrainerConfig.MODEL_PREFIX)) {
                throw ServiceException.usage(
                        "--config has key '" + key + "'; a comparison over the same offsets may change "
                                + CHANGEABLE.stream().sorted().toList() + " and " + TrainerConfig.MODEL_PREFIX + "*");
            }
        }
    }

    private static ModelConfiguration changed(ModelConfiguration configuration, Map<String, String> overrides) {
        SortedMap<String, String> values = new TreeMap<>(configuration.values());
        overrides.forEach((key, value) -> {
            if (key.startsWith(TrainerConfig.MODEL_PREFIX)) {
                values.put(key.substring(TrainerConfig.MODEL_PREFIX.length()), value);
            }
        });
        try {
            return new ModelConfiguration(configuration.name(), values);
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage("--config: " + e.getMessage());
        }
    }

    /** The parent with another configuration; its tensors must fit, which {@code Checkpoints.resume} checks. */
    private static Checkpoint graft(
            Manifest manifest, ModelConfiguration configuration, Checkpoint parent, BlobStore blobs)
            throws IOException {
        byte[] bytes = ManifestJson.write(with(manifest, configuration));
        return Checkpoint.newBuilder(parent)
                .setManifest(blobs.put(bytes, ManifestJson.MEDIA_TYPE))
                .build();
    }

    private static Manifest with(Manifest manifest, ModelConfiguration configuration) {
        return new Manifest(
                manifest.checkpointId(),
                configuration,
                manifest.seed(),
                manifest.steps(),
                manifest.lineage(),
                manifest.tensors(),
                manifest.tokenizer(),
                manifest.probe(),
                manifest.trace(),
                manifest.environment());
    }

    private static List<Row> rows(Checkpoint original, Checkpoint other, RecordedUpdates updates, BlobStore blobs) {
        List<WindowSample> window = updates.samples(original);
        List<WindowSample> measured = window.subList(0, Math.min(MEASURED, window.size()));
        List<String> sources =
                measured.stream().map(sample -> sample.sample().getSource()).toList();
        EmbeddingSpace before = space(original, measured, updates, blobs);
        EmbeddingSpace after = space(other, measured, updates, blobs);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("loss, first tenth", original.getLossFirst(), other.getLossFirst()));
        rows.add(new Row("loss, last tenth", original.getLossLast(), other.getLossLast()));
        rows.add(new Row("steps", original.getSteps(), other.getSteps()));
        rows.add(new Row("effective rank", before.effectiveRank(), after.effectiveRank()));
        rows.add(new Row("deviation", before.deviation(), after.deviation()));
        if (sources.stream().distinct().count() > 1) {
            rows.add(new Row(
                    "neighbours of the same source", before.sourceAgreement(sources), after.sourceAgreement(sources)));
        }
        return rows;
    }

    private static EmbeddingSpace space(
            Checkpoint checkpoint, List<WindowSample> samples, RecordedUpdates updates, BlobStore blobs) {
        SampleContents contents = new SampleContents(blobs);
        List<Content> readable = samples.stream().map(contents::content).toList();
        try (Encoder encoder = updates.encoder(checkpoint)) {
            return new EmbeddingSpace(encoder.embed(readable));
        }
    }
}
