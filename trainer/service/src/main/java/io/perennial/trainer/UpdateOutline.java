package io.perennial.trainer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an update before it is trained.
 *
 * @param model model
 * @param version number of the update
 * @param parentId checkpoint that it continues, null for the first
 * @param windows consumed offsets, as {@code topic-partition@from..to}, separated by spaces
 * @param parameters what else shapes it: seed, configuration of the model, back end, ...
 */
public record UpdateOutline(
        String model, long version, @Nullable String parentId, String windows, Map<String, String> parameters) {
    public UpdateOutline {
        parameters = Map.copyOf(parameters);
    }
}
