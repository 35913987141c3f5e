package io.perennial.runtime.terminal;

import io.perennial.runtime.Build;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Runs a command line: results on its standard output, one line for what a person can mend on its standard error. */
public final class Terminal {
    private Terminal() {}

    /** Writes UTF-8 and flushes at the end of each line. */
    public static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs a command, to its {@link CommandLine#setOut output} and {@link CommandLine#setErr error output}, which are flushed. A
     * {@link ServiceException} is reported as one line; any other failure is a bug and comes with its stack trace.
     *
     * @param explanation turns failures that are no bug into a {@link ServiceException}, and gives back all others
     * @return the exit code of the process
     */
    public static int run(CommandLine commandLine, UnaryOperator<Exception> explanation, String... arguments) {
        String name = commandLine.getCommandName();
        commandLine.getCommandSpec().version(name + " " + Build.current().version());
        PrintWriter err = commandLine.getErr();
        int status = commandLine
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> report(name, explanation.apply(failure), err))
                .execute(arguments);
        commandLine.getOut().flush();
        err.flush();
        return status;
    }

    private static int report(String name, Exception failure, PrintWriter err) {
        if (failure instanceof ServiceException expected) {
            err.println(name + ": " + expected.getMessage());
            return expected.exitCode().status();
        }
        err.println(name + ": unexpected error, please report it with this stack trace:");
        failure.printStackTrace(err);
        return ExitCode.BUG.status();
    }
}
