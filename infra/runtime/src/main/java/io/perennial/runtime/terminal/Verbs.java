package io.perennial.runtime.terminal;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs of a command line: the methods of a subclass. Each returns the exit code of the process. */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "VERB", exitCodeListHeading = "%nExit codes:%n")
public abstract class Verbs implements Runnable {
    private final Map<String, String> environment;
    private final String example;

    @Spec
    private @Nullable CommandSpec spec;

    /** @param example verb that is named where none was given */
    protected Verbs(Map<String, String> environment, String example) {
        this.environment = Map.copyOf(environment);
        this.example = example;
    }

    @Override
    public final void run() {
        throw new ParameterException(spec().commandLine(), "name a verb, for example: " + example);
    }

    protected final Map<String, String> environment() {
        return environment;
    }

    protected final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}
