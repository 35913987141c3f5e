package io.perennial.evaluator.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldFilesTest {
    @TempDir
    private Path directory;

    @Test
    void linesOfJsonBecomeExamples() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("examples.ndjson"), """
                {"id": "1", "label": "sports", "text": "The match ended.", "split": "test", "slice": "ag"}

                {"label": "cat", "image": "AQID", "group": "session-1"}
                """);

        // when
        List<GoldExample> examples = GoldFiles.read(file);

        // then
        assertThat(examples).hasSize(2);
        assertThat(examples.get(0).getSplit()).isEqualTo(GoldSplit.TEST);
        assertThat(examples.get(0).getSlice()).isEqualTo("ag");
        assertThat(examples.get(1).getSplit()).isEqualTo(GoldSplits.of("session-1"));
        assertThat(examples.get(1).getImage().remaining()).isEqualTo(3);
    }

    @Test
    void membersOfAGroupAndTwinsShareASplit() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("examples.ndjson"), """
                {"id": "1", "label": "a", "text": "Connection  closed"}
                {"id": "2", "label": "a", "text": "connection closed"}
                """);

        // when
        List<GoldExample> examples = GoldFiles.read(file);

        // then
        assertThat(examples.get(0).getSplit()).isEqualTo(examples.get(1).getSplit());
    }

    @Test
    void foldersAreClasses() throws IOException {
        // given
        Files.createDirectories(directory.resolve("cat"));
        Files.createDirectories(directory.resolve("note"));
        Files.write(directory.resolve("cat/one.PNG"), new byte[] {1, 2});
        Files.writeString(directory.resolve("note/one.txt"), "a note");

        // when
        List<GoldExample> examples = GoldFiles.read(directory);

        // then
        assertThat(examples).extracting(GoldExample::getId).containsExactly("cat/one.PNG", "note/one.txt");
        assertThat(examples).extracting(GoldExample::getLabel).containsExactly("cat", "note");
        assertThat(examples.get(0).getText()).isEmpty();
        assertThat(examples.get(1).getText()).isEqualTo("a note");
    }

    @Test
    void aLineWithoutLabelIsNamedByFileAndNumber() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("examples.ndjson"), "\n{\"text\": \"no label\"}\n");

        // when / then
        assertThatThrownBy(() -> GoldFiles.read(file)).hasMessageContaining("examples.ndjson:2: needs a label");
    }

    @Test
    void anUnknownSplitIsRefused() throws IOException {
        // given
        Path file = Files.writeString(
                directory.resolve("examples.ndjson"), "{\"label\": \"a\", \"text\": \"t\", \"split\": \"dev\"}");

        // when / then
        assertThatThrownBy(() -> GoldFiles.read(file)).hasMessageContaining("split is 'dev'; allowed are TRAIN");
    }
}
