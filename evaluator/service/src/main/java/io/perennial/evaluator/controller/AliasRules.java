package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.schemas.records.DecisionKind;
import java.util.Optional;

/** What follows from an alias that somebody moved in MLflow. */
final class AliasRules {
    static final String CHAMPION = "champion";

    private AliasRules() {}

    static Ruling judge(ModelState state, AliasMoved moved) {
        String what = "alias " + moved.alias() + " was moved by hand from version " + moved.expectedVersion() + " to "
                + moved.actualVersion();
        return objection(state, moved)
                .map(reason -> Ruling.record(
                        DecisionKind.ALIAS_REVERTED, moved.checkpointId(), what + "; moved back: " + reason))
                .orElseGet(() -> Ruling.change(
                        DecisionKind.ALIAS_ADOPTED, moved.checkpointId(), what + "; adopted, promotion is on hold"));
    }

    private static Optional<String> objection(ModelState state, AliasMoved moved) {
        String target = moved.checkpointId();
        if (!moved.alias().equals(CHAMPION)) {
            return Optional.of("only the alias champion can be moved by hand");
        }
        if (target == null || state.family().find(target).isEmpty()) {
            return Optional.of("it does not name a version of a known checkpoint");
        }
        if (!state.blessed().contains(target)) {
            return Optional.of("that checkpoint was never champion");
        }
        if (state.taint(target).isPresent()) {
            return Optional.of("that checkpoint is in quarantine");
        }
        if (state.hold()) {
            return Optional.of("promotion is on hold");
        }
        if (moved.projectedGeneration() != state.generation()) {
            return Optional.of("it was moved when MLflow showed generation " + moved.projectedGeneration()
                    + ", but now that is " + state.generation());
        }
        return target.equals(state.champion()) ? Optional.of("that checkpoint is the champion") : Optional.empty();
    }
}
