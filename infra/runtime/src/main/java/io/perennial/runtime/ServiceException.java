package io.perennial.runtime;

/**
 * An error that a person can act on. The message is one line: what, where, the value seen, what is allowed, what to do next. It is
 * printed without a stack trace and ends the process with {@link #exitCode()}.
 */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private ServiceException(ExitCode exitCode, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static ServiceException usage(String message) {
        return new ServiceException(ExitCode.USAGE, message, null);
    }

    public static ServiceException dependency(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ServiceException(ExitCode.DEPENDENCY, message, cause);
    }

    public static ServiceException data(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ServiceException(ExitCode.DATA, message, cause);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
