package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import org.jspecify.annotations.Nullable;

/**
 * How the adapters of an update are made, see {@link io.perennial.encoders.network.Adapters}.
 *
 * @param rank columns of the one thin matrix and rows of the other
 * @param scale what their product is multiplied with, times the rank
 * @param seed seed of the model
 */
public record Adaptation(int rank, double scale, long seed) {
    /** Whether a model has adapters as soon as it has something to adapt. */
    public static boolean isChosen(ModelConfiguration configuration) {
        return configuration.integer(Setting.ADAPTER_RANK) > 0;
    }

    /**
     * The adapters of an update; null where every parameter is trained, as in the first update of a model that begins random.
     *
     * @param steps steps of the model before the update
     */
    public static @Nullable Adaptation of(ModelConfiguration configuration, long seed, long steps) {
        boolean beginsRandom = steps == 0
                && configuration.text(Setting.WEIGHTS_FILE).isEmpty()
                && configuration.text(Setting.INITIAL_CHECKPOINT).isEmpty();
        return beginsRandom || !isChosen(configuration)
                ? null
                : new Adaptation(
                        configuration.integer(Setting.ADAPTER_RANK), configuration.real(Setting.ADAPTER_SCALE), seed);
    }
}
