package io.perennial.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curator/perennial-curator",
                "infra/console/perennial-console",
                "trainer/service/perennial-trainer"
            })
    void aCheckoutThatIsNotBuiltIsOneLineThatNamesTheMissingDirectory(String launcher) throws Exception {
        // given
        Path started = copied(launcher);
        copied("infra/launcher.sh");

        // when
        Process process = new ProcessBuilder(started.toString(), "--help")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);

        // then
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(text)
                .startsWith(
                        started.getFileName() + ": not built yet: no " + directory.resolve("infra/local/target/lib"))
                .contains("run infra/up once")
                .hasLineCount(1);
    }

    private Path copied(String file) throws Exception {
        Path copy = directory.resolve(file);
        Files.createDirectories(copy.getParent());
        return Files.copy(Repository.root().resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
