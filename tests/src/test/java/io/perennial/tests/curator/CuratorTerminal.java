package io.perennial.tests.curator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.terminal.TerminalMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of the curator. */
record CuratorTerminal(String bootstrapServers, Path blobs) {
    /** What a run of the command line led to. */
    record Outcome(int status, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    Outcome run(String... verbAndArguments) {
        List<String> arguments = new ArrayList<>(List.of(verbAndArguments));
        arguments.addAll(List.of("--set", "bootstrap.servers=" + bootstrapServers, "--set", "blob.directory=" + blobs));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = TerminalMain.run(
                Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }
}
