package io.perennial.local.samples;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** scikit-learn's 1,797 handwritten digits as pictures; the label is the digit. */
public final class Digits {
    private final MlflowEnvironment environment;
    private final Path directory;

    /** @param directory where the pictures are kept; written once */
    public Digits(MlflowEnvironment environment, Path directory) {
        this.environment = environment;
        this.directory = directory.toAbsolutePath();
    }

    public List<LabelledSample> read() {
        try {
            if (!Files.exists(directory)) {
                write();
            }
            return ClassFolders.read(directory);
        } catch (IOException e) {
            throw ServiceException.dependency("digits in " + directory + ": " + e, e);
        }
    }

    private void write() throws IOException {
        Path partial = directory.resolveSibling(
                directory.getFileName() + "." + ProcessHandle.current().pid());
        Files.createDirectories(partial);
        Path output = partial.resolveSibling(partial.getFileName() + ".log");
        Process process = new ProcessBuilder(environment.python().toString(), "-c", script(), partial.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw ServiceException.dependency(
                        "the digits cannot be written to " + partial + "; see " + output, null);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while the digits were written", e);
        }
        Files.delete(output);
        Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String script() throws IOException {
        try (InputStream stream = Digits.class.getResourceAsStream("digits.py")) {
            if (stream == null) {
                throw new IllegalStateException("io/perennial/local/samples/digits.py is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
