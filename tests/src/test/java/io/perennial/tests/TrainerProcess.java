package io.perennial.tests;

import io.perennial.schemas.records.Modality;
import io.perennial.trainer.TrainerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A trainer of a very small text model in a JVM of its own. */
final class TrainerProcess implements AutoCloseable {
    static final int WINDOW_SAMPLES = 300;

    private static final Pattern STEP = Pattern.compile("version=\"?(\\d+)\"? step=\"?(\\d+)\"?");
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private TrainerProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of trainer " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** @param directory holds blobs and state, and survives the process */
    static TrainerProcess start(String bootstrapServers, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TrainerMain.class.getName()));
        Map<String, String> settings =
                SmallModels.settings(bootstrapServers, directory, "text-encoder", Modality.TEXT, WINDOW_SAMPLES);
        settings.put("passes", "40");
        settings.put("progress.ms", "1");
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        Files.createDirectories(directory);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return new TrainerProcess(builder.start());
    }

    /** Waits until the update has made at least so many steps. */
    void awaitStep(long version, int step, Duration patience) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(patience)
                .until(() -> {
                    requireAlive();
                    return output.stream().anyMatch(line -> hasReached(line, version, step));
                });
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

    /** Fails with the output of the trainer if it has ended by itself. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "the trainer ended with " + process.exitValue() + ":\n" + String.join("\n", output));
        }
    }

    private static boolean hasReached(String line, long version, int step) {
        Matcher matcher = STEP.matcher(line);
        return matcher.find()
                && Long.parseLong(matcher.group(1)) == version
                && Integer.parseInt(matcher.group(2)) >= step;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
