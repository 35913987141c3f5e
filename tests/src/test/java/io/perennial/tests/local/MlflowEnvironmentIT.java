package io.perennial.tests.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.mlflow.MlflowEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real virtual environment, broken in the ways in which they break, without the 900 MB that MLflow would add. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlflowEnvironmentIT {
    private static final String NO_PACKAGES = "# nothing but pip\n";

    private final List<String> progress = new ArrayList<>();
    private Path directory;

    @BeforeAll
    void make(@TempDir Path parent) {
        directory = parent.resolve("environment");
        environment();
    }

    @Test
    void makesAnEnvironmentWhoseInterpreterIsGoneAnew() throws Exception {
        // given
        Files.delete(environment().python());
        progress.clear();

        // when
        MlflowEnvironment repaired = environment();

        // then
        assertThat(progress).first().asString().contains("is broken").contains("is made anew");
        assertThat(statusOf(repaired)).isZero();
    }

    @Test
    void makesAnEnvironmentThatLostAFileOfAPackageAnew() throws Exception {
        // given
        Path lost = environmentFile("__main__.py");
        Files.delete(lost);
        progress.clear();

        // when
        environment();

        // then
        assertThat(progress).first().asString().contains("pip lacks pip/__main__.py");
        assertThat(lost).exists();
    }

    @Test
    void makesAnEnvironmentThatWasLeftHalfMadeAnew() throws Exception {
        // given
        Files.delete(directory.resolve("perennial-requirements.sha256"));
        progress.clear();

        // when
        MlflowEnvironment repaired = environment();

        // then
        assertThat(progress).first().asString().contains("left half-made");
        assertThat(statusOf(repaired)).isZero();
    }

    @Test
    void leavesAWholeEnvironmentAlone() {
        // given
        environment();
        progress.clear();

        // when
        environment();

        // then
        assertThat(progress).isEmpty();
    }

    private MlflowEnvironment environment() {
        return MlflowEnvironment.at(directory, NO_PACKAGES, progress::add);
    }

    private Path environmentFile(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith(Path.of("site-packages", "pip", name)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int statusOf(MlflowEnvironment environment) throws IOException, InterruptedException {
        return new ProcessBuilder(environment.python().toString(), "-c", "import pip")
                .inheritIO()
                .start()
                .waitFor();
    }
}
