package io.perennial.trainer.terminal;

import io.perennial.runtime.ServiceException;
import io.perennial.runtime.terminal.Terminal;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;

/** The command line of the trainer: {@code perennial-trainer VERB}. */
public final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), Terminal.writer(System.out), Terminal.writer(System.err), arguments));
    }

    /** Runs one verb and returns the exit code of the process. */
    public static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine =
                new CommandLine(new TrainerVerbs(environment)).setOut(out).setErr(err);
        return Terminal.run(commandLine, TerminalMain::explained, arguments);
    }

    private static Exception explained(Exception failure) {
        if (failure instanceof MissingBlobException || failure instanceof CorruptBlobException) {
            return ServiceException.data(String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof IOException) {
            return ServiceException.dependency(
                    "a file could not be read or written: " + failure.getMessage()
                            + "; free disk space or mend the directory, then run this again: nothing was announced",
                    failure);
        }
        return failure;
    }
}
