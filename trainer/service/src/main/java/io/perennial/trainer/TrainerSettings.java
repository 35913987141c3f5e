package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of one trainer.
 *
 * @param model model
 * @param modality what it trains on
 * @param update what shapes an update
 * @param closing when a window that is not full is closed
 * @param poll how long to wait for samples at a time
 * @param drain rest of an update that is finished after a stop
 * @param stateDirectory directory of the plan
 */
record TrainerSettings(
        String model,
        Modality modality,
        UpdateSettings update,
        EarlyClosing.Rule closing,
        Duration poll,
        Duration drain,
        Path stateDirectory) {

    static TrainerSettings of(ServiceConfig config) {
        return new TrainerSettings(
                config.getString(TrainerConfig.MODEL),
                modality(config),
                new UpdateSettings(
                        config.getInt(TrainerConfig.PASSES),
                        config.getDouble(TrainerConfig.REPLAY_SHARE),
                        config.getInt(TrainerConfig.REPLAY_HORIZON),
                        new ReplayBuffer(
                                ReplayBuffer.Policy.of(config.getString(TrainerConfig.REPLAY_POLICY)),
                                config.getInt(TrainerConfig.REPLAY_CAPACITY)),
                        -1,
                        config.getLong(TrainerConfig.SEED),
                        config.getInt(TrainerConfig.WINDOW_SAMPLES),
                        config.getLong(TrainerConfig.WINDOW_BYTES),
                        config.getBoolean(TrainerConfig.ARCHIVE),
                        new CollapseLimits(
                                config.getInt(TrainerConfig.COLLAPSE_STEPS),
                                config.getDouble(TrainerConfig.COLLAPSE_RANK),
                                config.getDouble(TrainerConfig.COLLAPSE_DEVIATION))),
                closing(config),
                Duration.ofMillis(config.getInt(TrainerConfig.POLL)),
                Duration.ofMillis(config.getLong(TrainerConfig.DRAIN)),
                Path.of(config.getString(ServiceConfig.STATE_DIRECTORY)));
    }

    /** Curated topic that it trains on. */
    String topic() {
        return Topics.curated(modality);
    }

    private static EarlyClosing.Rule closing(ServiceConfig config) {
        EarlyClosing.Rule rule = new EarlyClosing.Rule(
                Duration.ofMillis(config.getLong(TrainerConfig.WINDOW_TIME)),
                config.getBoolean(TrainerConfig.WINDOW_ON_DRIFT),
                config.getInt(TrainerConfig.WINDOW_LEAST_SAMPLES));
        int samples = config.getInt(TrainerConfig.WINDOW_SAMPLES);
        if (rule.isInForce() && rule.leastSamples() > samples) {
            throw ServiceException.usage("configuration: " + TrainerConfig.WINDOW_LEAST_SAMPLES + " was "
                    + rule.leastSamples() + ", but a window is full with " + TrainerConfig.WINDOW_SAMPLES + " = "
                    + samples
                    + "; set it to at most that");
        }
        return rule;
    }

    private static Modality modality(ServiceConfig config) {
        String modality = config.getString(TrainerConfig.MODALITY);
        if (!modality.isEmpty()) {
            return Modality.valueOf(modality);
        }
        String model = config.getString(TrainerConfig.MODEL);
        return switch (model) {
            case "text-encoder" -> Modality.TEXT;
            case "log-encoder" -> Modality.LOGS;
            case "image-encoder" -> Modality.IMAGES;
            default ->
                throw ServiceException.usage("configuration: " + TrainerConfig.MODALITY + " is missing for model '"
                        + model + "'; it must be TEXT, LOGS or IMAGES");
        };
    }
}
