package io.perennial.local;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import picocli.CommandLine;

/** Runs everything on one machine; {@code infra/up} starts it. */
public final class LocalMain {
    private LocalMain() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new LocalCommand(System.out))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure, System.err::println))
                .execute(arguments);
        System.exit(status);
    }

    /** Tells what a person can mend in one line; anything else is a bug and comes with its stack trace. */
    static int report(Exception failure, Consumer<String> errors) {
        if (failure instanceof ServiceException expected) {
            errors.accept("infra/up: " + expected.getMessage());
            return expected.exitCode().status();
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        errors.accept("infra/up: unexpected error, please report it with this stack trace:\n" + trace);
        return ExitCode.BUG.status();
    }
}
