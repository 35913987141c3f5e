package io.perennial.tests.curator;

import io.perennial.curator.CuratorMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A curator in a JVM of its own. */
final class CuratorProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private CuratorProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param directory holds blobs and state, and survives the process */
    static CuratorProcess start(String bootstrapServers, Path directory) throws IOException {
        return start(bootstrapServers, directory, Map.of());
    }

    /** @param more settings beside those of every curator here */
    static CuratorProcess start(String bootstrapServers, Path directory, Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CuratorMain.class.getName()));
        Map<String, String> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "blob.directory",
                directory.resolve("blobs").toString(),
                "state.directory",
                directory.resolve("state").toString(),
                "streams.consumer.session.timeout.ms",
                "6000",
                "streams.consumer.heartbeat.interval.ms",
                "500",
                "streams.consumer.max.poll.records",
                "50");
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        more.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        Files.createDirectories(directory);
        Path output = directory.resolve("curator.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return new CuratorProcess(builder.start(), output);
    }

    /** Fails with the output of the curator if it has ended by itself. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "the curator ended with " + process.exitValue() + ":\n" + Files.readString(output));
        }
    }

    /** As {@code kill -9} does: no shutdown hook, no flush. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
