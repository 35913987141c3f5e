package io.perennial.runtime.mlflow;

import java.util.Map;

/**
 * A registered model.
 *
 * @param name name
 * @param description text for people
 * @param aliases version number by alias
 */
public record RegisteredModel(String name, String description, Map<String, String> aliases) {

    public RegisteredModel {
        aliases = Map.copyOf(aliases);
    }
}
