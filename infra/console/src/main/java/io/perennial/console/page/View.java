package io.perennial.console.page;

import io.perennial.console.security.Identity;
import io.perennial.console.state.ConsoleState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a page is made from.
 *
 * @param viewer who looks
 * @param now the time that ages and silences are measured against
 * @param silentAfter how long an instance may say nothing before it is not waited for
 * @param registryAddress where people find MLflow; empty: nowhere
 */
public record View(ConsoleState state, Identity viewer, Instant now, Duration silentAfter, String registryAddress) {
    public View {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(viewer, "viewer");
        Objects.requireNonNull(now, "now");
    }
}
