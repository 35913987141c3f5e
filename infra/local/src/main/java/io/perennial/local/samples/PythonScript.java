package io.perennial.local.samples;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scripts beside this class that write samples, run with the interpreter of the MLflow environment. */
final class PythonScript {
    private PythonScript() {}

    /**
     * Runs a script and waits for its end.
     *
     * @param output gets what the script prints; kept only when it fails
     * @throws ServiceException if it fails
     */
    static void run(MlflowEnvironment environment, String script, List<String> arguments, Path output)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(environment.python().toString(), "-c", source(script)));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw ServiceException.dependency(
                        script + " ended with " + process.exitValue() + "; see " + output + "; deleting "
                                + environment.directory() + " makes the Python environment anew at the next start",
                        null);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while " + script + " ran", e);
        }
        Files.delete(output);
    }

    private static String source(String script) throws IOException {
        try (InputStream stream = PythonScript.class.getResourceAsStream(script)) {
            if (stream == null) {
                throw new IllegalStateException("io/perennial/local/samples/" + script + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
