package io.perennial.console.command;

import io.perennial.runtime.ExitCode;

/** Why a request was not accepted, for programs. */
public enum Refusal {
    INVALID(400, ExitCode.USAGE),
    NOT_SIGNED_IN(401, ExitCode.USAGE),
    FORBIDDEN(403, ExitCode.USAGE),
    UNKNOWN(404, ExitCode.USAGE),
    STALE_GENERATION(409, ExitCode.USAGE),
    NOT_POSSIBLE_NOW(409, ExitCode.USAGE),
    TOO_MANY_ATTEMPTS(429, ExitCode.USAGE),
    KAFKA_AWAY(503, ExitCode.DEPENDENCY);

    private final int httpStatus;
    private final ExitCode exitCode;

    Refusal(int httpStatus, ExitCode exitCode) {
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** How the command line ends when a console answers so. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
