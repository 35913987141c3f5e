package io.perennial.console.state;

import io.perennial.schemas.records.DecisionKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a command got.
 *
 * @param line the same for people, in one line
 * @param convergence null until the controller has decided, and when it refused
 */
public record CommandProgress(
        IssuedCommand command,
        Stage stage,
        String line,
        @Nullable Convergence convergence) {
    /** Stages of a command, in order; the last three are final. */
    public enum Stage {
        SENT,
        CONVERGING,
        CONVERGED,
        STALE,
        REFUSED;

        public boolean isFinal() {
            return switch (this) {
                case SENT, CONVERGING -> false;
                case CONVERGED, STALE, REFUSED -> true;
            };
        }
    }

    public static CommandProgress of(IssuedCommand command, ModelState model, Instant now, Duration silentAfter) {
        AuditEntry entry = command.decision();
        if (entry == null) {
            return new CommandProgress(command, Stage.SENT, "sent, waiting for the controller", null);
        }
        String reason = entry.decision().getReason();
        if (entry.decision().getKind() == DecisionKind.STALE) {
            return new CommandProgress(command, Stage.STALE, "not carried out, the state had changed: " + reason, null);
        }
        if (entry.decision().getKind() == DecisionKind.REFUSED_COMMAND) {
            return new CommandProgress(command, Stage.REFUSED, "refused by the controller: " + reason, null);
        }
        Convergence convergence = Convergence.of(
                model, entry.decision().getGeneration(), entry.decision().getDecidedAt(), now, silentAfter);
        return converging(command, convergence);
    }

    private static CommandProgress converging(IssuedCommand command, Convergence convergence) {
        long generation = convergence.generation();
        Duration took = convergence.took();
        int reached = convergence.reached().size();
        if (took != null) {
            String line = "converged in %.1f s: %s at generation %d"
                    .formatted(took.toMillis() / 1000.0, instances(reached), generation);
            return new CommandProgress(command, Stage.CONVERGED, line, convergence);
        }
        int live = reached + convergence.waiting().size();
        String line = live == 0
                ? "decided as generation " + generation + ", but no serving instance is alive to follow"
                : "decided, %d of %s at generation %d".formatted(reached, instances(live), generation);
        return new CommandProgress(command, Stage.CONVERGING, line, convergence);
    }

    private static String instances(int count) {
        return count == 1 ? "1 instance" : count + " instances";
    }
}
