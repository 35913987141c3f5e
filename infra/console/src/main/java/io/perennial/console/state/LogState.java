package io.perennial.console.state;

import io.perennial.schemas.records.DriftSignal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the topics say.
 *
 * @param models by name, in the order in which they are shown
 * @param drift newest signals, oldest first
 * @param commands newest commands, oldest first
 * @param undecodable records that this build could not read, as topic-partition@offset: error
 * @param records records read so far
 * @param caughtUp the console has read everything that was there when it started
 */
public record LogState(
        Map<String, ModelState> models,
        Curation curation,
        List<DriftSignal> drift,
        List<IssuedCommand> commands,
        List<String> undecodable,
        long records,
        boolean caughtUp) {
    public LogState {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        drift = List.copyOf(drift);
        commands = List.copyOf(commands);
        undecodable = List.copyOf(undecodable);
    }

    public Optional<ModelState> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    public Optional<IssuedCommand> command(String commandId) {
        return commands.stream()
                .filter(issued -> issued.command().getCommandId().equals(commandId))
                .findFirst();
    }

    public Optional<IssuedCommand> commandWithKey(String idempotencyKey) {
        return commands.stream()
                .filter(issued -> issued.command().getIdempotencyKey().equals(idempotencyKey))
                .findFirst();
    }
}
