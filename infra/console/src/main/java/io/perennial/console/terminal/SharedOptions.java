package io.perennial.console.terminal;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every verb takes. */
final class SharedOptions {
    private static final String PASSWORD = "PERENNIAL_CONSOLE_PASSWORD";

    @Option(
            names = "--url",
            defaultValue = "${env:PERENNIAL_CONSOLE_URL:-http://127.0.0.1:8090}",
            description = "Address of the console; default: $PERENNIAL_CONSOLE_URL, else http://127.0.0.1:8090.")
    private URI url = URI.create("http://127.0.0.1:8090");

    @Option(
            names = "--user",
            description = "Name to sign in with; the password is taken from $PERENNIAL_CONSOLE_PASSWORD.")
    private @Nullable String user;

    @Option(names = "--json", description = "Print the console's JSON instead of text.")
    private boolean json;

    ConsoleClient client(Map<String, String> environment) {
        return new ConsoleClient(
                url, Optional.ofNullable(user).map(name -> name + ":" + environment.getOrDefault(PASSWORD, "")));
    }

    boolean json() {
        return json;
    }
}
