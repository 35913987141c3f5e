package io.perennial.console.command;

import java.util.Objects;

/**
 * Who asks, and from where.
 *
 * @param actor login name, or the user of the operating system where no credentials are configured
 */
public record Requester(String actor, String address, String userAgent) {
    public Requester {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(userAgent, "userAgent");
    }
}
