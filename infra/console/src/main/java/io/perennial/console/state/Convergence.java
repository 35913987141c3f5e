package io.perennial.console.state;

import io.perennial.schemas.records.DesiredModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fleet does what the controller wants.
 *
 * @param generation the generation asked about
 * @param reached live instances that serve it
 * @param waiting live instances that do not yet
 * @param silent instances that neither said goodbye nor reported lately; they are not waited for
 * @param took from the decision to the last instance; null: not converged
 */
public record Convergence(
        long generation,
        List<Instance> reached,
        List<Instance> waiting,
        List<Instance> silent,
        @Nullable Duration took) {
    public Convergence {
        reached = List.copyOf(reached);
        waiting = List.copyOf(waiting);
        silent = List.copyOf(silent);
    }

    /** Compares the instances of a model with its present desired state. */
    public static Convergence of(ModelState model, Instant now, Duration silentAfter) {
        DesiredModel desired = model.desired();
        Instant decidedAt = desired == null ? Instant.EPOCH : desired.getDecidedAt();
        return of(model, model.generation(), decidedAt, now, silentAfter);
    }

    /** Compares the instances of a model with a generation that was decided at {@code decidedAt}. */
    public static Convergence of(
            ModelState model, long generation, Instant decidedAt, Instant now, Duration silentAfter) {
        List<Instance> running = model.instances().stream()
                .filter(instance -> !instance.isStopped())
                .toList();
        List<Instance> live = running.stream()
                .filter(instance -> !instance.isSilent(now, silentAfter))
                .toList();
        List<Instance> reached = live.stream()
                .filter(instance -> instance.hasReached(generation))
                .toList();
        List<Instance> waiting = live.stream()
                .filter(instance -> !instance.hasReached(generation))
                .toList();
        List<Instance> silent = running.stream()
                .filter(instance -> instance.isSilent(now, silentAfter))
                .toList();
        boolean converged = generation > 0 && waiting.isEmpty() && !reached.isEmpty();
        return new Convergence(generation, reached, waiting, silent, converged ? took(reached, decidedAt) : null);
    }

    public boolean isConverged() {
        return took != null;
    }

    private static Duration took(List<Instance> reached, Instant decidedAt) {
        Instant last = reached.stream()
                .map(Instance::reachedAt)
                .max(Instant::compareTo)
                .orElse(decidedAt);
        Duration took = Duration.between(decidedAt, last);
        return took.isNegative() ? Duration.ZERO : took;
    }
}
