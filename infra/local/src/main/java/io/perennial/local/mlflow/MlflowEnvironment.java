package io.perennial.local.mlflow;

import io.perennial.local.Repository;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Python virtual environment with the MLflow server and scikit-learn, as {@code requirements.txt} beside this class pins them. It is
 * made once, takes about a minute and 900 MB, and is shared by everything in the repository. A lock file lets one process make it
 * while others wait; a marker with the hash of the requirements is written last, so a half-made or outdated environment is
 * recognised and made again. So is one that lost its interpreter or a file of a package; that is looked at each time.
 */
public final class MlflowEnvironment {
    /** Environment variable that names another directory than {@code .perennial/mlflow-environment} of the repository. */
    public static final String DIRECTORY_VARIABLE = "PERENNIAL_MLFLOW_ENVIRONMENT";

    private static final String DEBIAN_HINT = "install it (Debian: apt-get install python3 python3-venv)";
    private static final String MARKER = "perennial-requirements.sha256";
    private static final Object ONE_THREAD_OF_THIS_JVM = new Object();

    private final Path directory;
    private final String requirements;

    private MlflowEnvironment(Path directory, String requirements) {
        this.directory = directory;
        this.requirements = requirements;
    }

    /** The environment that everything in this repository shares; made if it is missing. */
    public static MlflowEnvironment shared(Consumer<String> progress) {
        String override = System.getenv(DIRECTORY_VARIABLE);
        return at(
                override == null
                        ? Repository.root().resolve(".perennial").resolve("mlflow-environment")
                        : Path.of(override),
                progress);
    }

    /**
     * The environment in the given directory; made if it is missing, outdated or broken.
     *
     * @param progress gets one line for each step, on the calling thread
     */
    public static MlflowEnvironment at(Path directory, Consumer<String> progress) {
        return madeBy("python3", directory, progress);
    }

    /**
     * As {@link #at(Path, Consumer)}, with other packages.
     *
     * @param requirements content of a requirements file of pip
     */
    public static MlflowEnvironment at(Path directory, String requirements, Consumer<String> progress) {
        return at(directory, "python3", requirements, progress);
    }

    /** As {@link #at(Path, Consumer)}, with the Python interpreter that makes the environment. */
    static MlflowEnvironment madeBy(String interpreter, Path directory, Consumer<String> progress) {
        return at(directory, interpreter, requirements(), progress);
    }

    private static MlflowEnvironment at(
            Path directory, String interpreter, String requirements, Consumer<String> progress) {
        MlflowEnvironment environment = new MlflowEnvironment(directory.toAbsolutePath(), requirements);
        synchronized (ONE_THREAD_OF_THIS_JVM) {
            environment.makeUnlessUsable(interpreter, progress);
        }
        return environment;
    }

    public Path directory() {
        return directory;
    }

    /** The interpreter inside the environment. */
    public Path python() {
        return directory.resolve("bin").resolve("python");
    }

    private void makeUnlessUsable(String interpreter, Consumer<String> progress) {
        Path lockFile = directory.resolveSibling(directory.getFileName() + ".lock");
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(channel, progress)) {
                Optional<String> fault = lock.isValid() ? fault() : Optional.empty();
                if (fault.isPresent()) {
                    make(interpreter, fault.get(), progress);
                }
            }
        } catch (IOException e) {
            throw ServiceException.dependency("the MLflow environment " + directory + " cannot be written: " + e, e);
        }
    }

    private FileLock lock(FileChannel channel, Consumer<String> progress) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        progress.accept("waiting for another process that makes the MLflow environment " + directory);
        return channel.lock();
    }

    /** Why the environment must be made; empty if it is complete. */
    private Optional<String> fault() throws IOException {
        if (!Files.exists(directory)) {
            return Optional.of("is made once, which takes about a minute");
        }
        Path marker = directory.resolve(MARKER);
        if (!Files.exists(marker)) {
            return Optional.of("was left half-made and is made anew, which takes about a minute");
        }
        if (!Files.readString(marker).strip().equals(Sha256.of(requirements))) {
            return Optional.of("holds other versions than wanted and is made anew, which takes about a minute");
        }
        Result check = installed("check");
        return check.status() == 0
                ? Optional.empty()
                : Optional.of("is broken (" + check.lastLine() + ") and is made anew, which takes about a minute");
    }

    private Result installed(String verb) {
        Path packages = directory.resolve("perennial-packages.txt");
        return run(List.of(python().toString(), "-c", resource("installed.py"), verb, packages.toString()), line -> {});
    }

    private void make(String interpreter, String why, Consumer<String> progress) throws IOException {
        checkInterpreter(interpreter);
        progress.accept("the Python environment of MLflow in " + directory + " " + why);
        deleteRecursively(directory);
        Result created = run(List.of(interpreter, "-m", "venv", directory.toString()), line -> {});
        if (created.status() != 0) {
            deleteRecursively(directory);
            throw failure("python3 -m venv " + directory, created);
        }
        Path file = directory.resolve("requirements.txt");
        Files.writeString(file, requirements);
        install(file, progress);
        Result remembered = installed("remember");
        if (remembered.status() != 0) {
            throw failure("looking at what pip installed", remembered);
        }
        Path partial = directory.resolve(MARKER + ".partial");
        Files.writeString(partial, Sha256.of(requirements) + "\n");
        Files.move(partial, directory.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        progress.accept("the Python environment of MLflow is complete");
    }

    private void install(Path file, Consumer<String> progress) throws IOException {
        List<String> command = List.of(
                python().toString(),
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--progress-bar",
                "off",
                "--retries",
                "2",
                "-r",
                file.toString());
        Result installed = run(command, line -> report(line, progress));
        if (installed.status() != 0) {
            deleteRecursively(directory);
            throw failure("pip install", installed);
        }
    }

    private static void report(String line, Consumer<String> progress) {
        String step = line.strip();
        if (step.startsWith("Downloading ") || step.startsWith("Using cached ")) {
            if (!step.contains(".metadata")) {
                progress.accept(step);
            }
        } else if (step.startsWith("Installing collected packages")) {
            progress.accept("Installing the downloaded packages");
        }
    }

    private static void checkInterpreter(String interpreter) {
        Result version = run(List.of(interpreter, "-c", "import sys; print(*sys.version_info[:2])"), line -> {});
        String[] numbers = version.lastLine().split(" ", -1);
        if (version.status() != 0 || numbers.length != 2) {
            throw ServiceException.dependency(
                    interpreter + " does not run: " + version.lastLine() + "; " + DEBIAN_HINT, null);
        }
        if (Integer.parseInt(numbers[0]) < 3 || Integer.parseInt(numbers[1]) < 10) {
            throw ServiceException.dependency(
                    interpreter + " is Python " + String.join(".", numbers) + ", MLflow needs 3.10 or newer; "
                            + DEBIAN_HINT,
                    null);
        }
        if (run(List.of(interpreter, "-c", "import venv, ensurepip"), line -> {})
                        .status()
                != 0) {
            throw ServiceException.dependency(
                    interpreter + " lacks its venv module, which makes the MLflow environment; " + DEBIAN_HINT, null);
        }
    }

    private static ServiceException failure(String action, Result result) {
        String output = String.join("\n", result.lines()).toLowerCase(Locale.ROOT);
        if (output.contains("no space left on device")) {
            return ServiceException.dependency(
                    action + " failed: the disk is full; the MLflow environment needs 900 MB", null);
        }
        boolean unreachable = Stream.of(
                        "connection error",
                        "newconnectionerror",
                        "name resolution",
                        "nameresolutionerror",
                        "network is unreachable",
                        "connection refused",
                        "connecttimeout",
                        "proxyerror",
                        "max retries exceeded")
                .anyMatch(output::contains);
        if (unreachable) {
            return ServiceException.dependency(
                    action
                            + " failed: the Python package index cannot be reached; check the network (pip's own settings, such"
                            + " as PIP_INDEX_URL and HTTPS_PROXY, are honoured) and run again",
                    null);
        }
        return ServiceException.dependency(action + " failed: " + result.lastError(), null);
    }

    private static Result run(List<String> command, Consumer<String> eachLine) {
        List<String> lines = new ArrayList<>();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            return new Result(127, List.of(command.get(0) + " not found"));
        }
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                eachLine.accept(line);
            }
            process.waitFor();
            return new Result(process.exitValue(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted during " + String.join(" ", command), e);
        } finally {
            process.destroy();
        }
    }

    private static String requirements() {
        return resource("requirements.txt");
    }

    private static String resource(String name) {
        try (InputStream stream = MlflowEnvironment.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("io/perennial/local/mlflow/" + name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteRecursively(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private record Result(int status, List<String> lines) {
        String lastLine() {
            return lines.isEmpty() ? "no output" : lines.get(lines.size() - 1).strip();
        }

        String lastError() {
            return lines.stream()
                    .filter(line -> line.startsWith("ERROR"))
                    .reduce((first, second) -> second)
                    .orElse(lastLine());
        }
    }
}
