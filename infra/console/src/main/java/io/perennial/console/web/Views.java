package io.perennial.console.web;

import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.console.page.View;
import io.perennial.console.security.Identity;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.StateBoard;
import java.time.Clock;
import java.time.Duration;

/** Takes views of the present state. */
public record Views(StateBoard board, Clock clock, Duration silentAfter, String registryAddress) {
    View of(Identity viewer) {
        return new View(board.now(), viewer, clock.instant(), silentAfter, registryAddress);
    }

    ConsoleState state() {
        return board.now();
    }

    /** @throws RefusedException if there is no such model */
    ModelState model(String name) {
        ConsoleState state = board.now();
        return state.log()
                .model(name)
                .orElseThrow(() -> new RefusedException(
                        Refusal.UNKNOWN,
                        "unknown model " + name + "; known are "
                                + String.join(", ", state.log().models().keySet())));
    }
}
