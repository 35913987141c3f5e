package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that passed curation and that the encoder cannot read all the same. */
class TrainerUnreadableSampleIT {
    private static final int WINDOW = 48;

    /** Each partition has five records of the transaction before it, and their marker. */
    private static final long OFFSET = 6;

    @TempDir
    private Path directory;

    @Test
    void isLeftOutOfItsWindowInEveryRunOverTheSameLog() {
        // when
        Checkpoint checkpoint = train(directory.resolve("one"));
        Checkpoint again = train(directory.resolve("other"));

        // then
        assertThat(checkpoint.getWindows())
                .filteredOn(window -> window.getPartition() == 1)
                .extracting(OffsetRange::getToOffset)
                .first()
                .isEqualTo(OFFSET);
        assertThat(checkpoint.getWindows())
                .noneMatch(window -> window.getPartition() == 1
                        && window.getFromOffset() <= OFFSET
                        && OFFSET < window.getToOffset());
        assertThat(again.getCheckpointId()).isEqualTo(checkpoint.getCheckpointId());
    }

    private static Checkpoint train(Path home) {
        try (TrainerWorld world = TrainerWorld.start(home);
                TrainerTopics topics = world.topics("image-encoder", Modality.IMAGES)) {
            topics.publish(0, 15);
            topics.publishUnreadable(1);
            topics.publish(15, WINDOW);
            try (ServiceThread trainer = world.start("image-encoder", Modality.IMAGES, WINDOW)) {
                return TrainerWorld.await(trainer, topics, 1);
            }
        }
    }
}
