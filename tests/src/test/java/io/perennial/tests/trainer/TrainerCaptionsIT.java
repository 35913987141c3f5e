package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.TrainerTerminal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that learns from pictures with captions, on a stream where most pictures have none. */
class TrainerCaptionsIT {
    private static final String MODEL = "image-encoder";
    private static final int WINDOW = 48;

    @TempDir
    private Path directory;

    @Test
    void picturesWithoutACaptionAreLeftOutOfItsWindowsAndEveryVersionIsRederived() {
        try (TrainerWorld world = TrainerWorld.start(directory);
                TrainerTopics topics = world.topics(MODEL, Modality.IMAGES)) {
            // given
            topics.publishWithCaptions(TrainerCaptionsIT::isCaptioned, 0, 5 * WINDOW);

            // when
            Checkpoint first;
            Checkpoint second;
            try (ServiceThread trainer = TrainerWorld.start(settings(world))) {
                first = TrainerWorld.await(trainer, topics, 1);
                second = TrainerWorld.await(trainer, topics, 2);
            }

            // then
            assertThat(offsets(first)).isEqualTo(WINDOW);
            assertThat(offsets(second)).isEqualTo(WINDOW);
            TrainerTerminal terminal = world.terminal(MODEL);
            assertThat(terminal.run("rederive", "latest", "--from-start").out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.endsWith("bit-exact"));
            assertThat(terminal.run("trained-on", "sample-10").out()).contains("version 1 (");
            assertThat(terminal.run("trained-on", "sample-11").out()).doesNotContain("version 1 (");
        }
    }

    /** None of the first ten, then every second one. */
    private static boolean isCaptioned(int number) {
        return number >= 10 && number % 2 == 0;
    }

    private static long offsets(Checkpoint checkpoint) {
        return checkpoint.getWindows().stream()
                .mapToLong(window -> window.getToOffset() - window.getFromOffset())
                .sum();
    }

    private static Map<String, String> settings(TrainerWorld world) {
        return SmallModels.learningFromCaptions(world.settings(MODEL, Modality.IMAGES, WINDOW));
    }
}
