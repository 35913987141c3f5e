package io.perennial.tests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perennial.console.terminal.TerminalMain;
import io.perennial.local.Ports;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console's command line and live events, over a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private RunningConsole running;

    @BeforeAll
    void start() {
        running = RunningConsole.start(directory.resolve("console"), Map.of());
    }

    @AfterAll
    void stop() {
        running.close();
    }

    @Test
    void statusTellsWhoServesAndWhatNeedsAttention() {
        // when
        Ended ended = run("status");

        // then
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("Kafka: up", "MLflow: off", "log-encoder    v3", "alarm instance-failed log-encoder");
    }

    @Test
    void aRollbackWaitsUntilEveryLiveInstanceFollows() throws Exception {
        // given
        String model = Scene.TEXT;
        running.scene().observe(model, "serving-a", InstanceState.READY, null);
        running.scene().observe(model, "serving-b", InstanceState.READY, null);
        CompletableFuture<Ended> rollback = CompletableFuture.supplyAsync(
                () -> run("rollback", "--model", model, "--to", "5", "--reason", "incident 4131", "--yes"));

        // when
        OperatorCommand command = running.awaitCommand(model, OperatorAction.ROLLBACK);
        running.scene().answerRollback(model, 5, command.getIdempotencyKey(), command.getActor(), command.getReason());
        running.scene().observe(model, "serving-a", InstanceState.READY, null);
        running.scene().observe(model, "serving-b", InstanceState.READY, null);
        Ended ended = rollback.get();

        // then
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("v6", "-> v5", "(warm)", "converged in ", "2 instances at generation");
        assertThat(command.getUserAgent()).isEqualTo("perennial-console");
    }

    @Test
    void withoutTheTypedNameNothingIsSent() {
        // given
        int before = running.commands().size();

        // when
        Ended ended =
                run(new StringReader("log\n"), "hold", "--model", Scene.IMAGES, "--reason", "waiting for better data");

        // then
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("not confirmed, nothing was sent");
        assertThat(running.commands()).hasSize(before);
    }

    @Test
    void aStaleGenerationIsOneClearLineAndExitTwo() {
        // when
        Ended ended = run(
                "hold",
                "--model",
                Scene.IMAGES,
                "--reason",
                "waiting for better data",
                "--yes",
                "--expected-generation",
                "0");

        // then
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err().lines()).singleElement().asString().contains("is at generation 1, you saw 0");
    }

    @Test
    void anUnknownModelIsOneClearLineAndExitTwo() {
        // when
        Ended ended = run("candidates", "--model", "texts");

        // then
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err().lines()).singleElement().asString().contains("unknown model texts; known are");
    }

    @Test
    void aConsoleThatIsNotThereIsOneClearLineAndExitThree() {
        // given
        int nobody = Ports.free(1).get(0);

        // when
        Ended ended = run("status", "--url", "http://127.0.0.1:" + nobody);

        // then
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err().lines()).singleElement().asString().contains("no console answers at");
    }

    @Test
    void decisionsShowAWholeChain() {
        // when
        Ended ended = run("decisions", "--model", Scene.LOGS);

        // then
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("m.keller", "rollback", "whole").doesNotContain("BROKEN");
    }

    @Test
    void listenersHearOfAChangeAtOnce() {
        // given
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        HttpRequest request = HttpRequest.newBuilder(running.console().address().resolve("/api/v1/events"))
                .build();
        CompletableFuture<Void> listening = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAccept(answer -> answer.body().forEach(lines::add));
        await().atMost(PATIENCE).until(() -> lines.contains("event: hello"));

        // when
        running.scene().observe(Scene.LOGS, "serving-c", InstanceState.LOADING, null);

        // then
        await().atMost(PATIENCE).until(() -> lines.contains("event: change"));
        assertThat(lines).anyMatch(line -> line.startsWith("id: "));
        assertThat(lines).anyMatch(line -> line.startsWith("data: ") && line.contains("NOW"));
        listening.cancel(true);
    }

    private record Ended(int status, String out, String err) {}

    private Ended run(String... arguments) {
        return run(Reader.nullReader(), arguments);
    }

    private Ended run(Reader input, String... arguments) {
        URI address = running.console().address();
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", address.toString()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = TerminalMain.run(
                Map.of(), input, new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
        return new Ended(status, out.toString(), err.toString());
    }
}
