package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSelectionTest {
    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void createFiles() throws IOException {
        Files.createDirectories(directory.resolve("b/deep"));
        Files.createDirectories(directory.resolve(".git"));
        for (String name : List.of(
                "z.txt", "a.JPG", "b/deep/c.png", "b/deep/c.md", ".hidden.txt", ".git/config", "b/no-extension")) {
            Files.writeString(directory.resolve(name), "x");
        }
    }

    private List<String> names(Modality modality) {
        return FileSelection.of(List.of(directory), modality).stream()
                .map(FileSelection.SelectedFile::relative)
                .toList();
    }

    @Test
    void picturesAreFoundByExtensionInAllDirectoriesInOrder() {
        assertThat(names(Modality.IMAGES)).containsExactly("a.JPG", "b/deep/c.png");
    }

    @Test
    void textIsEverythingElseThatIsNotHidden() {
        assertThat(names(Modality.TEXT)).containsExactly("b/deep/c.md", "b/no-extension", "z.txt");
    }

    @Test
    void missingPathIsAUsageError() {
        assertThatThrownBy(() -> FileSelection.of(List.of(directory.resolve("gone")), Modality.TEXT))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("gone: no such file or directory");
    }

    @Test
    void directoryWithoutPicturesNamesTheExtensions() {
        assertThatThrownBy(() -> FileSelection.of(List.of(directory.resolve(".git")), Modality.IMAGES))
                .hasMessageContaining("holds nothing to publish as IMAGES")
                .hasMessageContaining("jpeg, jpg, png");
    }

    @Test
    void textFileIsNoPicture() {
        assertThatThrownBy(() -> FileSelection.of(List.of(directory.resolve("z.txt")), Modality.IMAGES))
                .hasMessageContaining("z.txt: is no picture");
    }
}
