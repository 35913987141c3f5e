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
 * @param replayBuffer which of their offsets are drawn from
 * @param driftSignalsUntil drift signals below this offset have shaped the share; -1 where none were listened to
 * @param seed seed of a new model
 * @param windowSamples samples of a window
 * @param windowBytes bytes after which a window is closed early
 * @param archived whether the samples of the window are kept beside the checkpoint
 * @param collapse when an update is stopped; it does not shape the bits of one that is not
 */
record UpdateSettings(
        int passes,
        double replayShare,
        int replayHorizon,
        ReplayBuffer replayBuffer,
        long driftSignalsUntil,
        long seed,
        int windowSamples,
        long windowBytes,
        boolean archived,
        CollapseLimits collapse) {
    /** In manifests: the end of the drift signals that shaped the share. */
    private static final String DRIFT_SIGNALS_UNTIL = "replay.drift.signals.until";

    /**
     * The settings by key, without the seed: that belongs to the model. What older checkpoints do not know stays out while it has the
     * value that they were trained with, so that their hashes hold.
     */
    SortedMap<String, String> values() {
        SortedMap<String, String> values = new TreeMap<>(Map.of(
                TrainerConfig.PASSES, Integer.toString(passes),
                TrainerConfig.REPLAY_SHARE, Double.toString(replayShare),
                TrainerConfig.REPLAY_HORIZON, Integer.toString(replayHorizon)));
        if (replayBuffer.policy() != ReplayBuffer.Policy.UNIFORM) {
            values.put(TrainerConfig.REPLAY_POLICY, replayBuffer.policy().label());
            values.put(TrainerConfig.REPLAY_CAPACITY, Integer.toString(replayBuffer.capacity()));
        }
        return values;
    }

    /** The same with the share that was decided for one update. */
    UpdateSettings with(ReplayShare decided) {
        return new UpdateSettings(
                passes,
                decided.share(),
                replayHorizon,
                replayBuffer,
                decided.signalsUntil(),
                seed,
                windowSamples,
                windowBytes,
                archived,
                collapse);
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
                recordedBuffer(manifest.lineage().settings()),
                driftSignalsUntil(manifest),
                manifest.seed(),
                Integer.parseInt(recorded.get(TrainerConfig.WINDOW_SAMPLES)),
                Long.parseLong(recorded.get(TrainerConfig.WINDOW_BYTES)),
                manifest.lineage().archive() != null,
                collapse);
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
                new ReplayBuffer(
                        overrides.containsKey(TrainerConfig.REPLAY_POLICY)
                                ? ReplayBuffer.Policy.of(overrides.get(TrainerConfig.REPLAY_POLICY))
                                : replayBuffer.policy(),
                        overrides.containsKey(TrainerConfig.REPLAY_CAPACITY)
                                ? Integer.parseInt(overrides.get(TrainerConfig.REPLAY_CAPACITY))
                                : replayBuffer.capacity()),
                driftSignalsUntil,
                seed,
                windowSamples,
                windowBytes,
                archived,
                collapse);
    }

    /** What a manifest keeps, so that the update can be trained again: {@link #values()} and the rule of the window. */
    SortedMap<String, String> recorded() {
        SortedMap<String, String> recorded = values();
        recorded.put(TrainerConfig.WINDOW_SAMPLES, Integer.toString(windowSamples));
        recorded.put(TrainerConfig.WINDOW_BYTES, Long.toString(windowBytes));
        if (driftSignalsUntil >= 0) {
            recorded.put(DRIFT_SIGNALS_UNTIL, Long.toString(driftSignalsUntil));
        }
        return recorded;
    }

    /** Up to where the drift signals have shaped an update, for the first one after a restart; -1 if that is not recorded. */
    static long driftSignalsUntil(Manifest manifest) {
        return Long.parseLong(manifest.lineage().settings().getOrDefault(DRIFT_SIGNALS_UNTIL, "-1"));
    }

    private static ReplayBuffer recordedBuffer(SortedMap<String, String> recorded) {
        String policy = recorded.get(TrainerConfig.REPLAY_POLICY);
        return policy == null
                ? ReplayBuffer.UNIFORM
                : new ReplayBuffer(
                        ReplayBuffer.Policy.of(policy),
                        Integer.parseInt(recorded.getOrDefault(TrainerConfig.REPLAY_CAPACITY, "")));
    }

    /** SHA-256 over these settings and the model's configuration: equal for two updates that treat equal windows equally. */
    String hash(String modelHash, long modelSeed) {
        return Sha256.of(modelHash + "\n" + modelSeed + "\n" + values());
    }
}
