package io.perennial.console.command;

import io.perennial.console.state.ActionRules;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.IssuedCommand;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.StateBoard;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into commands. Every request is checked against the state that the console sees, so that a mistake is answered at
 * once; the controller checks again and has the last word. Safe for use by several threads.
 */
public final class CommandDesk {
    private static final int LONGEST_REASON = 500;
    private static final int SHORTEST_REASON = 3;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{8,100}");
    private static final int KEYS_REMEMBERED = 10_000;

    private final StateBoard board;
    private final CommandLog log;
    private final Clock clock;
    private final Map<String, OperatorCommand> accepted = new ConcurrentHashMap<>();

    public CommandDesk(StateBoard board, CommandLog log, Clock clock) {
        this.board = board;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Checks a request and writes the command. A key that was used before returns the command of then, unchanged.
     *
     * @throws RefusedException if the request is not accepted; nothing was written then
     */
    public OperatorCommand accept(CommandRequest request, Requester requester) {
        String key = key(request);
        synchronized (this) {
            Optional<OperatorCommand> before = find(key);
            if (before.isPresent()) {
                return before.get();
            }
            OperatorCommand command = checked(request, requester, key);
            log.append(command);
            if (accepted.size() >= KEYS_REMEMBERED) {
                accepted.clear();
            }
            accepted.put(key, command);
            return command;
        }
    }

    /** A command that this console wrote but has not read back yet, or that it read. */
    public Optional<IssuedCommand> issued(String commandId) {
        Optional<IssuedCommand> read = board.now().log().command(commandId);
        if (read.isPresent()) {
            return read;
        }
        return accepted.values().stream()
                .filter(command -> command.getCommandId().equals(commandId))
                .map(command -> new IssuedCommand(command, null))
                .findFirst();
    }

    private Optional<OperatorCommand> find(String key) {
        OperatorCommand mine = accepted.get(key);
        if (mine != null) {
            return Optional.of(mine);
        }
        return board.now().log().commandWithKey(key).map(IssuedCommand::command);
    }

    private OperatorCommand checked(CommandRequest request, Requester requester, String key) {
        ConsoleState state = board.now();
        OperatorAction action = action(request);
        ModelState model = model(state, request);
        String reason = reason(request);
        confirm(action, model, request);
        ActionRules.obstacle(action, model, state.kafka()).ifPresent(obstacle -> {
            Refusal refusal = state.kafka().reachable() ? Refusal.NOT_POSSIBLE_NOW : Refusal.KAFKA_AWAY;
            throw new RefusedException(refusal, model.model() + ": " + obstacle);
        });
        return OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setIdempotencyKey(key)
                .setModel(model.model())
                .setAction(action)
                .setCheckpointId(target(action, model, request))
                .setExpectedGeneration(generation(model, request))
                .setActor(requester.actor())
                .setReason(reason)
                .setClientAddress(requester.address())
                .setUserAgent(requester.userAgent())
                .setIssuedAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .build();
    }

    private static String key(CommandRequest request) {
        String key = request.idempotencyKey();
        if (key == null || key.isBlank()) {
            return UUID.randomUUID().toString();
        }
        if (!KEY.matcher(key).matches()) {
            throw new RefusedException(
                    Refusal.INVALID, "idempotencyKey must be 8 to 100 letters, digits or . _ : -, was: " + key);
        }
        return key;
    }

    private static OperatorAction action(CommandRequest request) {
        OperatorAction action = request.action();
        if (action == null || action == OperatorAction.UNKNOWN) {
            throw new RefusedException(
                    Refusal.INVALID,
                    "action is missing; it is ROLLBACK, HOLD, RELEASE_HOLD, PIN, PROMOTE or LIFT_QUARANTINE");
        }
        return action;
    }

    private static ModelState model(ConsoleState state, CommandRequest request) {
        String name = request.model();
        if (name == null || name.isBlank()) {
            throw new RefusedException(
                    Refusal.INVALID,
                    "model is missing; it is one of " + state.log().models().keySet());
        }
        return state.log()
                .model(name)
                .orElseThrow(() -> new RefusedException(
                        Refusal.UNKNOWN,
                        "unknown model " + name + "; known are "
                                + String.join(", ", state.log().models().keySet())));
    }

    private static String reason(CommandRequest request) {
        String reason = request.reason() == null ? "" : request.reason().strip();
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            throw new RefusedException(
                    Refusal.INVALID,
                    "reason must have %d to %d characters, has %d; it is kept in the audit log"
                            .formatted(SHORTEST_REASON, LONGEST_REASON, reason.length()));
        }
        return reason.replaceAll("\\s+", " ");
    }

    private static void confirm(OperatorAction action, ModelState model, CommandRequest request) {
        if (action == OperatorAction.ROLLBACK && !model.model().equals(request.confirm())) {
            throw new RefusedException(
                    Refusal.INVALID, "confirm must be the name of the model, " + model.model() + ", typed again");
        }
    }

    private static @Nullable String target(OperatorAction action, ModelState model, CommandRequest request) {
        String named = request.to();
        if (!ActionRules.needsTarget(action)) {
            return null;
        }
        if (named == null || named.isBlank()) {
            throw new RefusedException(
                    Refusal.INVALID, "to is missing: which version or checkpoint of " + model.model());
        }
        return CheckpointChoice.find(model, action, named).id();
    }

    private static long generation(ModelState model, CommandRequest request) {
        Long expected = request.expectedGeneration();
        if (expected == null) {
            throw new RefusedException(
                    Refusal.INVALID,
                    "expectedGeneration is missing; " + model.model() + " is at " + model.generation());
        }
        if (expected != model.generation()) {
            throw new RefusedException(
                    Refusal.STALE_GENERATION,
                    "%s is at generation %d, you saw %d: someone was faster; look again and decide anew"
                            .formatted(model.model(), model.generation(), expected));
        }
        return expected;
    }
}
