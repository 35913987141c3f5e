package io.perennial.local.mlflow;

import io.perennial.local.Ports;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The MLflow tracking server as a child process on 127.0.0.1: one worker, SQLite, artifacts in a directory and served by the server.
 * It can be stopped and started again on the same directory and port. It ends with this JVM, even when that is killed.
 */
public final class MlflowServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final Process process;
    private final URI uri;

    private MlflowServer(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts the server and waits until {@code /health} answers.
     *
     * @param directory holds {@code mlflow.db}, {@code artifacts} and {@code server.log}; created if need be
     * @param port 0 picks a free one
     */
    public static MlflowServer start(MlflowEnvironment environment, Path directory, int port) {
        int serverPort = port == 0 ? Ports.free(1).get(0) : port;
        if (!Ports.isFree(serverPort)) {
            throw ServiceException.dependency(
                    "port " + serverPort + " for the MLflow server is in use on " + HOST, null);
        }
        Path data = directory.toAbsolutePath();
        Path log = data.resolve("server.log");
        MlflowServer server = new MlflowServer(
                launch(environment, data, log, serverPort), URI.create("http://" + HOST + ":" + serverPort));
        try {
            server.awaitHealthy(log);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Base address for clients and browsers, without a trailing slash. */
    public String uri() {
        return uri.toString();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Ends the server and all its children and waits for it. Idempotent. */
    @Override
    public void close() {
        List<ProcessHandle> tree = process.descendants().toList();
        try {
            // The supervisor ends the server when its standard input closes.
            process.getOutputStream().close();
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill(tree);
            }
        } catch (IOException e) {
            kill(tree);
        } catch (InterruptedException e) {
            kill(tree);
            Thread.currentThread().interrupt();
        }
    }

    private void kill(List<ProcessHandle> tree) {
        tree.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Process launch(MlflowEnvironment environment, Path data, Path log, int port) {
        try {
            Files.createDirectories(data.resolve("artifacts"));
            String python = environment.python().toString();
            ProcessBuilder builder = new ProcessBuilder(
                    python,
                    "-c",
                    supervisor(),
                    python,
                    "-m",
                    "mlflow",
                    "server",
                    "--host",
                    HOST,
                    "--port",
                    Integer.toString(port),
                    "--workers",
                    "1",
                    "--backend-store-uri",
                    "sqlite:///" + data.resolve("mlflow.db"),
                    "--artifacts-destination",
                    data.resolve("artifacts").toUri().toString());
            builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
            // Background jobs serve features that Perennial does not use; without them one process is enough.
            builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
            builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW_TRACKING"));
            return builder.directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "the MLflow server cannot be started in " + data + ": " + e.getMessage(), e);
        }
    }

    private void awaitHealthy(Path log) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw ServiceException.dependency(
                        "the MLflow server ended with " + process.exitValue() + ": " + lastLine(log) + "; see " + log,
                        null);
            }
            if (answers(client, request)) {
                return;
            }
            pause();
        }
        throw ServiceException.dependency(
                "the MLflow server did not answer at " + uri + "/health within " + START_LIMIT.toSeconds() + " s; see "
                        + log,
                null);
    }

    private static boolean answers(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ServiceException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return ServiceException.dependency("interrupted while the MLflow server started", cause);
    }

    private static String lastLine(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("no output");
        } catch (IOException | UncheckedIOException e) {
            return "no output";
        }
    }

    private static String supervisor() throws IOException {
        try (InputStream stream = MlflowServer.class.getResourceAsStream("supervise.py")) {
            if (stream == null) {
                throw new IllegalStateException("io/perennial/local/mlflow/supervise.py is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
