package io.perennial.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The prose in the documentation of SciPy and scikit-learn, which come with MLflow: about 2,000 texts of several paragraphs on numerics
 * and statistics. To a model that has read paragraphs on Java libraries it is a new domain.
 */
public final class PythonDocumentation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MlflowEnvironment environment;
    private final Path file;

    /** @param file where the texts are kept; written once */
    public PythonDocumentation(MlflowEnvironment environment, Path file) {
        this.environment = environment;
        this.file = file.toAbsolutePath();
    }

    /** All texts; the label is the package. */
    public List<LabelledSample> read() {
        try {
            if (!Files.exists(file)) {
                write();
            }
            List<LabelledSample> samples = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                JsonNode text = JSON.readTree(line);
                String group = text.path("group").asText();
                samples.add(LabelledSample.text(
                        group.substring(0, group.indexOf('/')),
                        group,
                        text.path("text").asText()));
            }
            return samples;
        } catch (IOException e) {
            throw ServiceException.dependency("documentation of Python packages in " + file + ": " + e, e);
        }
    }

    private void write() throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        PythonScript.run(
                environment,
                "docstrings.py",
                List.of(partial.toString(), "scipy", "sklearn"),
                file.resolveSibling("docstrings.log"));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
