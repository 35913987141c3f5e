package io.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A {@code main} in a JVM of its own, with the class path of the test. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private JavaProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    public static JavaProcess start(Class<?> main, List<String> arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** @param prefix what comes before {@code java} on the command line: a program that sets limits, for example */
    public static JavaProcess start(List<String> prefix, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return new JavaProcess(builder.start());
    }

    /** Lines of standard output and error so far. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** Standard input of the process. */
    public void write(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits for a line that contains the text, and returns it. */
    public String awaitOutput(String text) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            requireAliveUnless(text);
            return output.stream().anyMatch(line -> line.contains(text));
        });
        return output.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** True if a line of the output so far is such a line. */
    public boolean hasPrinted(Predicate<String> line) {
        return output.stream().anyMatch(line);
    }

    /** Waits for a condition that is looked at every millisecond; fails if the process ends before. */
    public void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "ended with " + process.exitValue() + ":\n" + String.join("\n", output));
                    }
                    return condition.call();
                });
    }

    /** As {@code kill -TERM} does; {@link Process#destroy()} would close the output before the last lines are read. */
    public void terminate() {
        assertThat(process.toHandle().destroy()).as("signal sent").isTrue();
    }

    /** As {@code kill -9} does: no shutdown hook, no flush. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
        joinReader();
    }

    /** Waits for the end and returns the exit status. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running:\n" + String.join("\n", output));
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }

    /** What was written before the end is then in the output. */
    private void joinReader() {
        try {
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireAliveUnless(String text) {
        if (!process.isAlive() && output.stream().noneMatch(line -> line.contains(text))) {
            throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + String.join("\n", output));
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
