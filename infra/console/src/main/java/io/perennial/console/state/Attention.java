package io.perennial.console.state;

import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person on call should look at. The codes are those of {@code infra/docs/operations.md}.
 *
 * @param code stable name
 * @param model model concerned; empty: the whole system
 * @param line what is the matter, in one line
 */
public record Attention(Severity severity, String code, String model, String line) {
    /** How bad it is. */
    public enum Severity {
        /** Callers or the audit log are affected, or no command can be given. */
        ALARM,
        /** Not yet, but it needs a person. */
        WARNING
    }

    /** An instance that is not where it should be for longer than this is reported. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LONG_HOLD = Duration.ofHours(24);

    /** Everything that needs attention, alarms first. */
    public static List<Attention> of(ConsoleState state, Instant now, Duration silentAfter) {
        List<Attention> found = new ArrayList<>();
        if (!state.kafka().reachable()) {
            found.add(alarm(
                    "kafka-away", "", "Kafka does not answer: " + state.kafka().detail()));
        }
        state.log().undecodable().stream()
                .reduce((older, newest) -> newest)
                .ifPresent(newest -> found.add(alarm("undecodable-record", "", "a record cannot be read: " + newest)));
        for (ModelState model : state.log().models().values()) {
            ofAudit(found, model);
            ofFleet(found, model, Convergence.of(model, now, silentAfter), now);
            ofHold(found, model, now);
            ofRegistry(found, model, state.registry(), now);
        }
        if (state.registry().status() == RegistryState.Status.AWAY) {
            found.add(warning(
                    "mlflow-away",
                    "",
                    "MLflow: away. Serving and rollback do not need it; aliases follow when it is back"));
        }
        return found.stream()
                .sorted((one, other) -> one.severity().compareTo(other.severity()))
                .toList();
    }

    private static void ofAudit(List<Attention> found, ModelState model) {
        model.firstChainFault()
                .ifPresent(entry -> found.add(alarm(
                        "audit-chain-broken",
                        model.model(),
                        "decision at offset " + entry.offset() + ": " + entry.chainFault())));
    }

    private static void ofFleet(List<Attention> found, ModelState model, Convergence fleet, Instant now) {
        for (Instance instance : fleet.waiting()) {
            if (instance.observed().getState() == InstanceState.FAILED) {
                found.add(alarm("instance-failed", model.model(), name(instance) + " failed: " + error(instance)));
            }
        }
        for (Instance instance : fleet.silent()) {
            found.add(warning(
                    "instance-silent",
                    model.model(),
                    name(instance) + " has not reported since "
                            + instance.observed().getObservedAt()));
        }
        @Nullable DesiredModel desired = model.desired();
        if (desired == null || desired.getChampion() == null || fleet.isConverged()) {
            return;
        }
        if (desired.getDecidedAt().plus(PATIENCE).isBefore(now)) {
            String line = fleet.waiting().isEmpty()
                    ? "no serving instance is alive"
                    : "%d of %d instances are not at generation %d"
                            .formatted(
                                    fleet.waiting().size(),
                                    fleet.waiting().size() + fleet.reached().size(),
                                    fleet.generation());
            found.add(alarm("not-converged", model.model(), line));
        }
    }

    private static void ofHold(List<Attention> found, ModelState model, Instant now) {
        heldSince(model)
                .filter(since -> since.plus(LONG_HOLD).isBefore(now))
                .ifPresent(since -> found.add(
                        warning("long-hold", model.model(), "automatic promotion is on hold since " + since)));
    }

    private static void ofRegistry(List<Attention> found, ModelState model, RegistryState registry, Instant now) {
        @Nullable ServedCheckpoint champion = model.champion();
        RegistryState.@Nullable Alias alias = registry.aliases(model.model()).champion();
        @Nullable DesiredModel desired = model.desired();
        if (registry.status() != RegistryState.Status.UP || champion == null || desired == null) {
            return;
        }
        boolean inStep = alias != null && alias.checkpointId().equals(champion.getCheckpointId());
        if (!inStep && desired.getDecidedAt().plus(PATIENCE).isBefore(now)) {
            String shown = alias == null ? "is not set" : "names version " + alias.registryVersion();
            found.add(warning(
                    "alias-drift",
                    model.model(),
                    "MLflow's alias champion " + shown + ", which is not update " + champion.getVersion()));
        }
    }

    /** When the present hold began; empty: there is none. */
    public static Optional<Instant> heldSince(ModelState model) {
        if (!model.isHeld()) {
            return Optional.empty();
        }
        Instant since = null;
        for (AuditEntry entry : model.decisions()) {
            since = switch (entry.decision().getKind()) {
                case HOLD, ROLLBACK, PIN, ALIAS_ADOPTED ->
                    since == null ? entry.decision().getDecidedAt() : since;
                case RELEASE_HOLD -> null;
                case UNKNOWN, PROMOTE, REFUSE, CHALLENGE, LIFT_QUARANTINE, ALIAS_REVERTED, STALE, REFUSED_COMMAND ->
                    since;
            };
        }
        return Optional.ofNullable(since);
    }

    private static String name(Instance instance) {
        return "instance " + instance.observed().getInstance();
    }

    private static String error(Instance instance) {
        String error = instance.observed().getError();
        return error == null ? "no error given" : error;
    }

    private static Attention alarm(String code, String model, String line) {
        return new Attention(Severity.ALARM, code, model, line);
    }

    private static Attention warning(String code, String model, String line) {
        return new Attention(Severity.WARNING, code, model, line);
    }
}
