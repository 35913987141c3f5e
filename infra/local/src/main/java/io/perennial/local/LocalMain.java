package io.perennial.local;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import picocli.CommandLine;

/** Runs everything on one machine; {@code infra/up} starts it. */
public final class LocalMain {
    private LocalMain() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new LocalCommand(System.out))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure))
                .execute(arguments);
        System.exit(status);
    }

    private static int report(Exception failure) {
        if (failure instanceof ServiceException expected) {
            System.err.println("infra/up: " + expected.getMessage());
            return expected.exitCode().status();
        }
        System.err.println("infra/up: unexpected error, please report it with this stack trace:");
        failure.printStackTrace();
        return ExitCode.BUG.status();
    }
}
