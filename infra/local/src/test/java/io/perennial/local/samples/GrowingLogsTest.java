package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingLogsTest {
    @TempDir
    Path directory;

    private Path file;
    private GrowingLogs logs;

    @BeforeEach
    void startWithALineThatIsThereAlready() throws IOException {
        file = Files.writeString(directory.resolve("jvm.log"), "[info][gc] Pause before the first look\n");
        logs = new GrowingLogs(file, 1);
    }

    @Test
    void takesOnlyWhatCameSinceTheLastLook() throws IOException {
        // given
        append("[info][gc] Pause one\n");
        logs.next(List.of(), 10);
        append("[debug][safepoint] Reaching two\n");

        // when
        List<LabelledSample> next = logs.next(List.of(), 10);

        // then
        assertThat(texts(next)).containsExactly("DEBUG Reaching two");
    }

    @Test
    void leavesALineThatIsNotWholeForTheNextLook() throws IOException {
        // given
        append("[info][gc] Pause whole\n[info][gc] Cleanup be");

        // when
        List<LabelledSample> first = logs.next(List.of(), 10);
        append("gins\n");

        // then
        assertThat(texts(first)).containsExactly("INFO Pause whole");
        assertThat(texts(logs.next(List.of(), 10))).containsExactly("INFO Cleanup begins");
    }

    @Test
    void beginsAgainWhenTheFileWasRotated() throws IOException {
        // given
        Files.writeString(file, "[info][gc] new\n");

        // when
        List<LabelledSample> next = logs.next(List.of(), 10);

        // then
        assertThat(texts(next)).containsExactly("INFO new");
    }

    @Test
    void takesFewLinesOfOneTemplateAndNoMoreThanAskedFor() {
        // given
        List<LabelledSample> heard = IntStream.range(0, 300)
                .mapToObj(i -> LabelledSample.text("kafka", "template " + i % 3, "line " + i))
                .toList();

        // when
        List<LabelledSample> few = logs.next(heard, 100);
        List<LabelledSample> fewer = logs.next(heard, 4);

        // then
        assertThat(few).hasSize(6);
        assertThat(fewer).hasSize(4);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static List<String> texts(List<LabelledSample> samples) {
        return samples.stream().map(LabelledSample::text).toList();
    }
}
