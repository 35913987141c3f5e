package io.perennial.console.security;

import java.util.Objects;

/** Who somebody is, and what they may do. */
public record Identity(String name, Role role) {
    public Identity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
    }

    /** Whoever reaches a console without credentials, which listens on loopback only: the user of this process, who may do all. */
    public static Identity ofThisMachine() {
        String user = System.getProperty("user.name", "");
        return new Identity(user.isBlank() || user.equals("?") ? "local" : user, Role.APPROVER);
    }
}
