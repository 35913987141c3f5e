package io.perennial.console.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.console.security.Role;
import io.perennial.console.security.Users;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.terminal.Verbs;
import io.perennial.schemas.records.OperatorAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verbs of the command line. Each returns the exit code of the process. */
@Command(
        name = "perennial-console",
        description = "What the ops console shows and does, from a terminal.",
        exitCodeList = {
            "0:done; for commands: every live instance follows",
            "1:a bug",
            "2:wrong usage, unknown model or version, stale generation, not allowed, refused",
            "3:console or Kafka not reachable, or not converged in time",
            "4:the audit log is broken"
        })
final class ConsoleVerbs extends Verbs {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final BufferedReader input;

    /** @param input where confirmations and passwords are read from */
    ConsoleVerbs(Map<String, String> environment, BufferedReader input) {
        super(environment, "status");
        this.input = input;
    }

    @Command(description = "Who serves, what should serve, and what needs attention.", mixinStandardHelpOptions = true)
    int status(@Mixin SharedOptions shared) {
        ConsoleClient client = shared.client(environment());
        JsonNode status = client.get("/api/v1/status");
        JsonNode models = client.get("/api/v1/models");
        ((ObjectNode) status).set("models", models.path("models"));
        print(shared, status, TextReport.status(status, models.path("models")));
        return ExitCode.CLEAN.status();
    }

    @Command(description = "Checkpoints of a model, newest first.", mixinStandardHelpOptions = true)
    int candidates(
            @Mixin SharedOptions shared,
            @Option(names = "--model", required = true, description = "Model.") String model) {
        JsonNode candidates = shared.client(environment()).get("/api/v1/models/" + encoded(model) + "/candidates");
        print(shared, candidates, TextReport.candidates(candidates.path("candidates")));
        return ExitCode.CLEAN.status();
    }

    @Command(
            description = "The audit log, newest first; ends with 4 if its chain of hashes is broken.",
            mixinStandardHelpOptions = true)
    int decisions(
            @Mixin SharedOptions shared,
            @Option(names = "--model", description = "One model only.") @Nullable String model,
            @Option(names = "--limit", defaultValue = "50", description = "How many; default: 50.") int limit) {
        String filter = model == null ? "" : "&model=" + encoded(model);
        ConsoleClient client = shared.client(environment());
        JsonNode decisions = client.get("/api/v1/decisions?limit=" + limit + filter);
        print(shared, decisions, TextReport.decisions(decisions.path("decisions")));
        for (JsonNode each : client.get("/api/v1/models").path("models")) {
            String name = each.path("model").asText();
            if ((model == null || model.equals(name))
                    && !each.path("chainWhole").asBoolean()) {
                throw ServiceException.data(
                        "the audit log of " + name + " is broken; see the console's page Decisions", null);
            }
        }
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Lets an earlier champion serve again, holds promotion, puts the present champion into quarantine.",
            mixinStandardHelpOptions = true)
    int rollback(@Mixin TargetOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.ROLLBACK, options);
    }

    @Command(description = "Stops automatic promotion.", mixinStandardHelpOptions = true)
    int hold(@Mixin CommandOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.HOLD, options);
    }

    @Command(name = "release-hold", description = "Lets promotion go on.", mixinStandardHelpOptions = true)
    int releaseHold(@Mixin CommandOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.RELEASE_HOLD, options);
    }

    @Command(
            description = "Lets a former champion serve and holds promotion; trainer and quarantine stay as they are.",
            mixinStandardHelpOptions = true)
    int pin(@Mixin TargetOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.PIN, options);
    }

    @Command(
            description = "Lets an evaluated checkpoint serve, whatever its gates said.",
            mixinStandardHelpOptions = true)
    int promote(@Mixin TargetOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.PROMOTE, options);
    }

    @Command(
            name = "lift-quarantine",
            description = "Lets a checkpoint and its descendants be promoted again.",
            mixinStandardHelpOptions = true)
    int liftQuarantine(@Mixin TargetOptions options) throws IOException, InterruptedException {
        return act(OperatorAction.LIFT_QUARANTINE, options);
    }

    @Command(
            name = "user-entry",
            description = "Reads a password from standard input and prints a line for the users file.",
            mixinStandardHelpOptions = true)
    int userEntry(
            @Option(names = "--name", required = true, description = "Login name.") String name,
            @Option(names = "--role", required = true, description = "viewer, operator or approver.") Role role)
            throws IOException {
        String password = input.readLine();
        if (password == null || password.length() < 12) {
            throw ServiceException.usage("the password on standard input must have at least 12 characters");
        }
        out().println(Users.entry(name, role, password.toCharArray()));
        return ExitCode.CLEAN.status();
    }

    private void print(SharedOptions shared, JsonNode json, String text) {
        out().print(shared.json() ? json.toPrettyString() + "\n" : text);
    }

    private int act(OperatorAction action, CommandOptions options) throws IOException, InterruptedException {
        ConsoleClient client = options.shared().client(environment());
        String path = "/api/v1/models/" + encoded(options.model());
        JsonNode model = client.get(path);
        long generation =
                options.expectedGeneration().orElse(model.path("generation").asLong());
        String target = options.target();
        if (action == OperatorAction.ROLLBACK && target != null) {
            out().print(TextReport.preview(client.get(path + "/rollback-preview?to=" + encoded(target))));
        }
        confirm(action, options);
        ObjectNode command = JsonNodeFactory.instance
                .objectNode()
                .put("model", options.model())
                .put("action", action.name())
                .put("to", target)
                .put("expectedGeneration", generation)
                .put("reason", options.reason())
                .put("confirm", options.model())
                .put("idempotencyKey", UUID.randomUUID().toString());
        JsonNode progress = client.post("/api/v1/commands", command);
        return follow(client, progress, options.timeout());
    }

    private void confirm(OperatorAction action, CommandOptions options) throws IOException {
        if (options.yes()) {
            return;
        }
        out().printf("%s %s: type the name of the model to go on: ", words(action), options.model());
        out().flush();
        String typed = input.readLine();
        if (!options.model().equals(typed)) {
            throw ServiceException.usage("not confirmed, nothing was sent; use --yes to skip the question");
        }
    }

    private int follow(ConsoleClient client, JsonNode sent, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        JsonNode progress = sent;
        String shown = "";
        while (true) {
            String line = progress.path("line").asText();
            if (!line.equals(shown)) {
                out().println(line);
                out().flush();
                shown = line;
            }
            if (progress.path("final").asBoolean()) {
                return progress.path("stage").asText().equals("CONVERGED")
                        ? ExitCode.CLEAN.status()
                        : ExitCode.USAGE.status();
            }
            if (System.nanoTime() > deadline) {
                throw ServiceException.dependency(
                        "not converged after " + timeout.toSeconds() + " s; the command stands, see `status`", null);
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            progress =
                    client.get("/api/v1/commands/" + progress.path("commandId").asText());
        }
    }

    private static String words(OperatorAction action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
