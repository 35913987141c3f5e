package io.perennial.curator.terminal;

import io.perennial.runtime.Build;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/** The command line of the curator: {@code perennial-curator VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), out, err, arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new CuratorVerbs(environment));
        commandLine
                .getCommandSpec()
                .version("perennial-curator " + Build.current().version());
        return commandLine
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err))
                .execute(arguments);
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof ServiceException expected) {
            err.println("perennial-curator: " + expected.getMessage());
            return expected.exitCode().status();
        }
        if (failure instanceof KafkaException kafka) {
            err.println("perennial-curator: Kafka failed: " + kafka.getMessage()
                    + "; check the brokers and the rights of this user, then run this again");
            return ExitCode.DEPENDENCY.status();
        }
        err.println("perennial-curator: unexpected error, please report it with this stack trace:");
        failure.printStackTrace(err);
        return ExitCode.BUG.status();
    }
}
