package io.perennial.console.terminal;

import io.perennial.runtime.terminal.Terminal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** The command line of the console: {@code perennial-console VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        Reader input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), input, Terminal.writer(System.out), Terminal.writer(System.err), arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(
            Map<String, String> environment, Reader input, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new ConsoleVerbs(environment, new BufferedReader(input)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err);
        return Terminal.run(commandLine, UnaryOperator.identity(), arguments);
    }
}
