package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsThePlanThatWasWrittenLast() {
        // given
        SortedMap<Integer, Long> ends = new TreeMap<>();
        ends.put(0, 12L);
        ends.put(2, 7L);
        PlanFile file = new PlanFile(directory, "text-encoder");
        file.write(new UpdatePlan(null, 0, null));

        // when
        UpdatePlan plan = new UpdatePlan("parent", 3, ends, new ReplayShare(0.25, 7));
        file.write(plan);

        // then
        assertThat(new PlanFile(directory, "text-encoder").read()).contains(plan);
    }

    @Test
    void readsThePlanOfAVersionThatDecidedNoShare() throws IOException {
        // given
        Path file = Files.createDirectories(directory.resolve("trainer/text-encoder"))
                .resolve("plan.json");
        Files.writeString(file, "{\"parentId\":\"parent\",\"controlOffset\":3,\"ends\":null}");

        // when
        Optional<UpdatePlan> plan = new PlanFile(directory, "text-encoder").read();

        // then
        assertThat(plan).contains(new UpdatePlan("parent", 3, null));
    }

    @Test
    void hasNoPlanInTheBeginning() {
        // given
        PlanFile file = new PlanFile(directory, "text-encoder");

        // when
        boolean present = file.read().isPresent();

        // then
        assertThat(present).isFalse();
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        // given
        Path file = Files.createDirectories(directory.resolve("trainer/text-encoder"))
                .resolve("plan.json");
        Files.writeString(file, "{not json");

        // when / then
        assertThatThrownBy(() -> new PlanFile(directory, "text-encoder").read())
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete the file");
    }

    @Test
    void saysWhatToDoWhenTheStateDirectoryIsUnusable() throws IOException {
        // given
        Path notADirectory = Files.writeString(directory.resolve("occupied"), "a file");

        // when / then
        assertThatThrownBy(() -> new PlanFile(notADirectory, "text-encoder").write(new UpdatePlan(null, 0, null)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                .hasMessageContaining("state.directory");
    }
}
