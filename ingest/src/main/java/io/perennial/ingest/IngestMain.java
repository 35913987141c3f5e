package io.perennial.ingest;

import io.perennial.runtime.TerminationSignals;
import io.perennial.runtime.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Entry point of {@code perennial-ingest}. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] arguments) {
        System.exit(run(
                System.getenv(),
                System.in,
                System.err,
                Clock.systemUTC(),
                command -> TerminationSignals.install(command::stop),
                arguments));
    }

    /**
     * Runs the command without ending the virtual machine.
     *
     * @param onStart gets the command before it runs, so that it can be stopped
     * @return the exit status
     */
    static int run(
            Map<String, String> environment,
            InputStream in,
            PrintStream err,
            Clock clock,
            Consumer<IngestCommand> onStart,
            String... arguments) {
        IngestCommand command = new IngestCommand(environment, in, err, clock);
        onStart.accept(command);
        CommandLine commandLine = new CommandLine(command).setErr(Terminal.writer(err));
        return Terminal.run(commandLine, UnaryOperator.identity(), arguments);
    }
}
