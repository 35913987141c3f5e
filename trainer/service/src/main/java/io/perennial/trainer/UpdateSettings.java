package io.perennial.trainer;

import io.perennial.encoders.Manifest;
import io.perennial.schemas.blobs.Sha256;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What shapes an update besides the model itself.
 *
 * @param passes how often each new sample is trained on
 * @param replayShare share of each batch that is drawn from earlier windows
 * @param replayHorizon earlier updates whose windows are drawn from
 * @param seed seed of a new model
 * @param windowSamples samples of a window
 * @param windowBytes bytes after which a window is closed early
 * @param archived whether the samples of the window are kept beside the checkpoint
 */
record UpdateSettings(
        int passes,
        double replayShare,
        int replayHorizon,
        long seed,
        int windowSamples,
        long windowBytes,
        boolean archived) {
    /** The settings by key, without the seed: that belongs to the model. */
    SortedMap<String, String> values() {
        return new TreeMap<>(Map.of(
                TrainerConfig.PASSES, Integer.toString(passes),
                TrainerConfig.REPLAY_SHARE, Double.toString(replayShare),
                TrainerConfig.REPLAY_HORIZON, Integer.toString(replayHorizon)));
    }

    /**
     * The settings that a manifest keeps; those that it does not keep are taken from here.
     *
     * @param manifest of the update
     */
    UpdateSettings recordedIn(Manifest manifest) {
        SortedMap<String, String> recorded = recorded();
        recorded.putAll(manifest.lineage().settings());
        return new UpdateSettings(
                Integer.parseInt(recorded.get(TrainerConfig.PASSES)),
                Double.parseDouble(recorded.get(TrainerConfig.REPLAY_SHARE)),
                Integer.parseInt(recorded.get(TrainerConfig.REPLAY_HORIZON)),
                manifest.seed(),
                Integer.parseInt(recorded.get(TrainerConfig.WINDOW_SAMPLES)),
                Long.parseLong(recorded.get(TrainerConfig.WINDOW_BYTES)),
                manifest.lineage().archive() != null);
    }

    /** These settings with other values for some keys. */
    UpdateSettings changed(Map<String, String> overrides) {
        return new UpdateSettings(
                overrides.containsKey(TrainerConfig.PASSES)
                        ? Integer.parseInt(overrides.get(TrainerConfig.PASSES))
                        : passes,
                overrides.containsKey(TrainerConfig.REPLAY_SHARE)
                        ? Double.parseDouble(overrides.get(TrainerConfig.REPLAY_SHARE))
                        : replayShare,
                overrides.containsKey(TrainerConfig.REPLAY_HORIZON)
                        ? Integer.parseInt(overrides.get(TrainerConfig.REPLAY_HORIZON))
                        : replayHorizon,
                seed,
                windowSamples,
                windowBytes,
                archived);
    }

    /** What a manifest keeps, so that the update can be trained again: {@link #values()} and the rule of the window. */
    SortedMap<String, String> recorded() {
        SortedMap<String, String> recorded = values();
        recorded.put(TrainerConfig.WINDOW_SAMPLES, Integer.toString(windowSamples));
        recorded.put(TrainerConfig.WINDOW_BYTES, Long.toString(windowBytes));
        return recorded;
    }

    /** SHA-256 over these settings and the model's configuration: equal for two updates that treat equal windows equally. */
    String hash(String modelHash, long modelSeed) {
        return Sha256.of(modelHash + "\n" + modelSeed + "\n" + values());
    }
}
