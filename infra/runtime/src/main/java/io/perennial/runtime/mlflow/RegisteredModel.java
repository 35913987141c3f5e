package io.perennial.runtime.mlflow;

import java.util.Map;

/**
 * A registered model.
 *
 * @param name name
 * @param description text for people
 * @param aliases version number by alias
 * @param tags its tags
 */
public record RegisteredModel(String name, String description, Map<String, String> aliases, Map<String, String> tags) {

    public RegisteredModel {
        aliases = Map.copyOf(aliases);
        tags = Map.copyOf(tags);
    }
}
