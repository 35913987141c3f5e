package io.perennial.tests;

import io.perennial.trainer.terminal.TerminalMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of the trainer of one model, without the trainer's settings: all that it needs is in the log and the blob store. */
public record TrainerTerminal(String bootstrapServers, Path blobs, String model) {
    /** What a run of the command line led to. */
    public record Outcome(int status, String out, String err) {}

    public Outcome run(String... verbAndArguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = TerminalMain.run(
                Map.of(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments(verbAndArguments).toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    public List<String> arguments(String... verbAndArguments) {
        List<String> arguments = new ArrayList<>(List.of(verbAndArguments));
        arguments.addAll(List.of(
                "--model",
                model,
                "--set",
                "bootstrap.servers=" + bootstrapServers,
                "--set",
                "blob.directory=" + blobs));
        return arguments;
    }
}
