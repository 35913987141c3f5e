package io.perennial.evaluator.registry;

import io.perennial.evaluator.controller.AliasInbox;
import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.ModelState;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.MlflowRegistry;
import io.perennial.runtime.mlflow.ModelVersion;
import io.perennial.runtime.mlflow.RegisteredModel;
import io.perennial.schemas.records.DecisionKind;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one alias where the decisions want it. Before an alias is set, tag {@code perennial.intended.<alias>} of the registered
 * model says so; afterwards {@code perennial.projected.<alias>} does. An alias that names neither was moved by somebody else: MLflow
 * itself does not tell who moved an alias, nor when.
 */
final class AliasProjection {
    static final String INTENDED_PREFIX = "perennial.intended.";
    static final String PROJECTED_PREFIX = "perennial.projected.";

    private static final Logger log = LoggerFactory.getLogger(AliasProjection.class);
    private static final String NONE = "none";
    private static final long VERDICT_SECONDS = 30;

    private final MlflowRegistry registry;
    private final AliasInbox inbox;
    private final Clock clock;

    AliasProjection(MlflowRegistry registry, AliasInbox inbox, Clock clock) {
        this.registry = registry;
        this.inbox = inbox;
        this.clock = clock;
    }

    /**
     * Looks at one alias and moves it, or asks for a verdict if somebody else did.
     *
     * @param desired version number that the alias should name; null: it should be absent
     * @param versions versions by number
     * @return true if the alias is as desired now
     */
    boolean align(
            ModelState state,
            RegisteredModel model,
            String alias,
            @Nullable String desired,
            Map<String, ModelVersion> versions) {
        String actual = model.aliases().get(alias);
        if (Objects.equals(actual, desired)) {
            note(model, PROJECTED_PREFIX + alias, desired);
            return true;
        }
        if (isOurs(model, alias, actual)) {
            project(model, alias, desired);
            return true;
        }
        return settle(state, model, alias, desired, actual, versions);
    }

    private boolean settle(
            ModelState state,
            RegisteredModel model,
            String alias,
            @Nullable String desired,
            @Nullable String actual,
            Map<String, ModelVersion> versions) {
        String projected = model.tags().getOrDefault(PROJECTED_PREFIX + alias, NONE);
        AliasMoved moved = new AliasMoved(
                model.name(),
                alias,
                projected.equals(NONE) ? null : projected,
                actual,
                checkpointOf(actual, versions),
                state.generation(),
                Reconciler.projectedGeneration(model),
                clock.instant());
        DecisionKind verdict = verdict(moved);
        log.atWarn()
                .addKeyValue("model", model.name())
                .addKeyValue("alias", alias)
                .addKeyValue("version", actual)
                .addKeyValue("verdict", verdict)
                .log("alias was moved by hand");
        if (verdict == DecisionKind.ALIAS_REVERTED) {
            project(model, alias, desired);
            return true;
        }
        return false;
    }

    private DecisionKind verdict(AliasMoved moved) {
        try {
            return inbox.submit(moved).get(VERDICT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.atDebug().setCause(e).log("the controller did not decide about the alias in time");
            return AliasInbox.UNDECIDED;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a verdict never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while waiting for a verdict about an alias", e);
        }
    }

    private void project(RegisteredModel model, String alias, @Nullable String desired) {
        note(model, INTENDED_PREFIX + alias, desired);
        if (desired == null) {
            registry.deleteAlias(model.name(), alias);
        } else {
            registry.setAlias(model.name(), alias, desired);
        }
        note(model, PROJECTED_PREFIX + alias, desired);
        log.atInfo()
                .addKeyValue("model", model.name())
                .addKeyValue("alias", alias)
                .addKeyValue("version", desired)
                .log("alias is set");
    }

    private void note(RegisteredModel model, String tag, @Nullable String version) {
        String value = version == null ? NONE : version;
        if (!value.equals(model.tags().get(tag))) {
            registry.setModelTag(model.name(), tag, value);
        }
    }

    private static boolean isOurs(RegisteredModel model, String alias, @Nullable String actual) {
        String value = actual == null ? NONE : actual;
        return value.equals(model.tags().getOrDefault(PROJECTED_PREFIX + alias, NONE))
                || value.equals(model.tags().get(INTENDED_PREFIX + alias));
    }

    private static @Nullable String checkpointOf(@Nullable String version, Map<String, ModelVersion> versions) {
        return Optional.ofNullable(version)
                .map(versions::get)
                .map(found -> found.tags().get(VersionTags.CHECKPOINT_ID))
                .orElse(null);
    }
}
