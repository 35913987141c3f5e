package io.perennial.curator.terminal;

import io.perennial.runtime.ServiceException;
import io.perennial.runtime.terminal.Terminal;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/** The command line of the curator: {@code perennial-curator VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), Terminal.writer(System.out), Terminal.writer(System.err), arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine =
                new CommandLine(new CuratorVerbs(environment)).setOut(out).setErr(err);
        return Terminal.run(commandLine, TerminalMain::explained, arguments);
    }

    private static Exception explained(Exception failure) {
        if (failure instanceof KafkaException) {
            return ServiceException.dependency(
                    "Kafka failed: " + failure.getMessage()
                            + "; check the brokers and the rights of this user, then run this again",
                    failure);
        }
        return failure;
    }
}
