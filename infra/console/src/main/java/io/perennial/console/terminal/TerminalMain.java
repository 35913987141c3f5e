package io.perennial.console.terminal;

import io.perennial.runtime.Build;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** The command line of the console: {@code perennial-console VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Reader input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), input, out, err, arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(
            Map<String, String> environment, Reader input, PrintWriter out, PrintWriter err, String... arguments) {
        ConsoleVerbs verbs = new ConsoleVerbs(environment, new BufferedReader(input));
        CommandLine commandLine = new CommandLine(verbs);
        commandLine
                .getCommandSpec()
                .version("perennial-console " + Build.current().version());
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err))
                .execute(arguments);
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof ServiceException expected) {
            err.println("perennial-console: " + expected.getMessage());
            return expected.exitCode().status();
        }
        err.println("perennial-console: unexpected error, please report it with this stack trace:");
        failure.printStackTrace(err);
        return ExitCode.BUG.status();
    }
}
