package io.perennial.local.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowEnvironmentTest {
    @TempDir
    Path directory;

    @Test
    void saysInOneLineThatPythonIsMissing() {
        // given
        String interpreter = directory.resolve("python3").toString();

        // when // then
        assertThatThrownBy(() -> MlflowEnvironment.madeBy(interpreter, directory.resolve("environment"), line -> {}))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                .hasMessageContaining(interpreter)
                .hasMessageContaining("apt-get install python3 python3-venv")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysWhichPythonIsTooOld() throws IOException {
        // given
        Path interpreter = script("echo 3 9");

        // when // then
        assertThatThrownBy(() ->
                        MlflowEnvironment.madeBy(interpreter.toString(), directory.resolve("environment"), line -> {}))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("Python 3.9")
                .hasMessageContaining("3.10 or newer");
    }

    @Test
    void leavesNothingBehindWhenTheEnvironmentCannotBeMade() throws IOException {
        // given
        Path environment = directory.resolve("environment");
        Path interpreter = script("""
                case "$1" in
                  -c) echo 3 11 ;;
                  *) mkdir -p "$3"; echo 'OSError: [Errno 28] No space left on device'; exit 1 ;;
                esac""");

        // when // then
        assertThatThrownBy(() -> MlflowEnvironment.madeBy(interpreter.toString(), environment, line -> {}))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("the disk is full");
        assertThat(environment).doesNotExist();
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(directory.resolve("python3"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
