package io.perennial.local.samples;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
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
        PythonScript.run(environment, "digits.py", List.of(partial.toString()), directory.resolveSibling("digits.log"));
        Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    }
}
