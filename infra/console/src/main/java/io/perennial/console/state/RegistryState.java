package io.perennial.console.state;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What MLflow shows: a projection, never needed to act.
 *
 * @param since when the status began
 * @param detail why it is away; empty otherwise
 * @param aliases by model; kept from the last answer while MLflow is away
 */
public record RegistryState(Status status, Instant since, String detail, Map<String, Aliases> aliases) {
    /** Whether MLflow answers. */
    public enum Status {
        UP,
        AWAY,
        /** No address is configured. */
        OFF
    }

    /** Who the aliases of one registered model name; null: the alias is not set. */
    public record Aliases(
            @Nullable Alias champion, @Nullable Alias challenger) {
        public static final Aliases NONE = new Aliases(null, null);
    }

    /**
     * One alias.
     *
     * @param registryVersion number of the version in MLflow's own count
     * @param checkpointId what that version is tagged with; empty: no tag
     */
    public record Alias(String registryVersion, String checkpointId) {}

    public RegistryState {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(since, "since");
        aliases = Map.copyOf(aliases);
    }

    public Aliases aliases(String model) {
        return aliases.getOrDefault(model, Aliases.NONE);
    }
}
