package io.perennial.console.feed;

import io.perennial.console.state.RegistryState;
import io.perennial.console.state.RegistryState.Alias;
import io.perennial.console.state.RegistryState.Aliases;
import io.perennial.console.state.RegistryState.Status;
import io.perennial.console.state.StateBoard;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.MlflowRefusedException;
import io.perennial.runtime.mlflow.MlflowRegistry;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.runtime.mlflow.RegisteredModel;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks MLflow who its aliases name. One thread calls {@link #look()} again and again; MLflow being away is a state, not an error. */
public final class RegistryWatch {
    private static final String CHAMPION = "champion";
    private static final String CHALLENGER = "challenger";

    /** The tag by which the reconciler says which checkpoint a version is. */
    private static final String CHECKPOINT_TAG = "perennial.checkpoint_id";

    private final MlflowRegistry registry;
    private final StateBoard board;
    private final Clock clock;

    /** Checkpoint by model and version: a version never becomes another checkpoint. */
    private final Map<String, Map<String, String>> checkpoints = new HashMap<>();

    public RegistryWatch(MlflowRegistry registry, StateBoard board, Clock clock) {
        this.registry = registry;
        this.board = board;
        this.clock = clock;
    }

    /** Looks once and updates the board. */
    public void look() {
        try {
            Map<String, Aliases> aliases = new HashMap<>();
            for (String model : board.now().log().models().keySet()) {
                registry.model(model).ifPresent(registered -> aliases.put(model, aliases(registered)));
            }
            board.update(state -> state.registry().status() == Status.UP
                            && state.registry().aliases().equals(aliases)
                    ? state
                    : state.with(new RegistryState(Status.UP, clock.instant(), "", aliases)));
        } catch (ServiceException | MlflowRefusedException e) {
            String detail = Objects.requireNonNullElse(e.getMessage(), "no answer");
            board.update(state -> state.registry().status() == Status.AWAY
                    ? state
                    : state.with(new RegistryState(
                            Status.AWAY,
                            clock.instant(),
                            detail,
                            state.registry().aliases())));
        }
    }

    private Aliases aliases(RegisteredModel model) {
        return new Aliases(alias(model, CHAMPION), alias(model, CHALLENGER));
    }

    private @Nullable Alias alias(RegisteredModel model, String alias) {
        String version = model.aliases().get(alias);
        return version == null ? null : new Alias(version, checkpoint(model.name(), version));
    }

    private String checkpoint(String model, String version) {
        Map<String, String> known = checkpoints.computeIfAbsent(model, unused -> new HashMap<>());
        String checkpoint = known.get(version);
        if (checkpoint != null) {
            return checkpoint;
        }
        List<ModelVersion> versions = registry.versions(model);
        for (ModelVersion each : versions) {
            Optional.ofNullable(each.tags().get(CHECKPOINT_TAG)).ifPresent(id -> known.put(each.version(), id));
        }
        return known.getOrDefault(version, "");
    }
}
