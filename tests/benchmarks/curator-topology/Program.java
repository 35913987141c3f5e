import io.perennial.curator.CuratorMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java program in a JVM of its own with the class path of this one. Its output goes to a file, too. */
final class Program implements AutoCloseable {
    /** Begins the line that a program of the benchmarks prints when it is ready. */
    static final String READY = "ready ";

    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** @param options of the JVM */
    static Program start(Path log, List<String> options, String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return new Program(new ProcessBuilder(command).redirectErrorStream(true).start(), log);
    }

    /** A broker that keeps its data below a directory; prints its address when it is ready. */
    static Program broker(Path home) throws IOException {
        return start(
                home.resolve("broker.log"),
                List.of("-Xmx768m"),
                BrokerMain.class.getName(),
                List.of(home.resolve("broker").toString()));
    }

    /**
     * The curator with the rules that come with it.
     *
     * @param home keeps its state and its blobs
     * @param settings more settings, each as key=value
     */
    static Program curator(String servers, Path home, List<String> settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "bootstrap.servers=" + servers,
                "blob.directory=" + home.resolve("blobs"),
                "state.directory=" + home.resolve("state")));
        all.addAll(settings);
        return start(
                home.resolve("curator.log"),
                List.of("-Xmx768m"),
                CuratorMain.class.getName(),
                all.stream().flatMap(setting -> Stream.of("--set", setting)).toList());
    }

    /** Waits for a line that contains the text, from where the last call ended, and returns what follows the text. */
    String await(String text) throws InterruptedException, IOException {
        String line = next();
        while (!line.contains(text)) {
            line = next();
        }
        return line.substring(line.indexOf(text) + text.length());
    }

    /** Waits for the next line of output. */
    String next() throws InterruptedException, IOException {
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            String line = lines.poll(1, TimeUnit.SECONDS);
            if (line != null) {
                return line;
            }
            requireAlive();
        }
        throw new IllegalStateException("not a line in " + PATIENCE_SECONDS + " s; see " + log);
    }

    /** What it has taken of all cores. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + Files.readString(log));
        }
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends its input, asks it to end, and waits for that. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.toHandle().destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader();
                Writer copy = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                copy.append(line).append('\n').flush();
                lines.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
