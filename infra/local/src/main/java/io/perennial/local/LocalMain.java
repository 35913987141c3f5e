package io.perennial.local;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs everything on one machine; {@code infra/up} starts it. */
public final class LocalMain {
    private LocalMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System.out, System.err::println).execute(arguments));
    }

    /** @param errors gets one line for what a person can mend */
    static CommandLine commandLine(PrintStream out, Consumer<String> errors) {
        return new CommandLine(new LocalCommand(out))
                .setParameterExceptionHandler((failure, arguments) -> {
                    List<String> similar = failure instanceof UnmatchedArgumentException unmatched
                            ? unmatched.getSuggestions()
                            : List.of();
                    errors.accept("infra/up: " + failure.getMessage()
                            + (similar.isEmpty() ? "" : "; similar is " + String.join(", ", similar))
                            + "; see infra/up --help");
                    return ExitCode.USAGE.status();
                })
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure, errors));
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
