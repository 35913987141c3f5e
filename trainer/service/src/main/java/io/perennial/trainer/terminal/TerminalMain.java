package io.perennial.trainer.terminal;

import io.perennial.runtime.Build;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** The command line of the trainer: {@code perennial-trainer VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), out, err, arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new TrainerVerbs(environment));
        commandLine
                .getCommandSpec()
                .version("perennial-trainer " + Build.current().version());
        return commandLine
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err))
                .execute(arguments);
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof ServiceException expected) {
            err.println("perennial-trainer: " + expected.getMessage());
            return expected.exitCode().status();
        }
        if (failure instanceof MissingBlobException || failure instanceof CorruptBlobException) {
            err.println("perennial-trainer: " + failure.getMessage());
            return ExitCode.DATA.status();
        }
        if (failure instanceof IOException broken) {
            err.println("perennial-trainer: a file could not be read or written: " + broken.getMessage()
                    + "; free disk space or mend the directory, then run this again: nothing was announced");
            return ExitCode.DEPENDENCY.status();
        }
        err.println("perennial-trainer: unexpected error, please report it with this stack trace:");
        failure.printStackTrace(err);
        return ExitCode.BUG.status();
    }
}
