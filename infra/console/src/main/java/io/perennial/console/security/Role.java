package io.perennial.console.security;

import io.perennial.schemas.records.OperatorAction;
import java.util.Locale;

/**
 * What a user may do. An operator may take the safe direction at once and alone; whatever lets a model towards callers again needs
 * an approver.
 */
public enum Role {
    /** Sees everything, changes nothing. */
    VIEWER,
    /** Also rolls back and holds. */
    OPERATOR,
    /** Also promotes, pins, releases holds and lifts quarantine. */
    APPROVER;

    public boolean mayDo(OperatorAction action) {
        return compareTo(needed(action)) >= 0;
    }

    /** The least role that may do it. */
    public static Role needed(OperatorAction action) {
        return switch (action) {
            case ROLLBACK, HOLD -> OPERATOR;
            case RELEASE_HOLD, PIN, PROMOTE, LIFT_QUARANTINE, UNKNOWN -> APPROVER;
        };
    }

    /** As it is written in the users file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
