package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.TrainerAction;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Commands on {@code training.control} against a real broker. Each test has a model, and so a curated topic, of its own. */
class TrainerCommandsIT extends OneTrainerWorld {
    @Test
    void trainsOnWhatIsThereWhenToldToTrainNow() {
        // given much less than a window
        try (TrainerTopics topics = world.topics("text-encoder", Modality.TEXT)) {
            topics.publish(0, 40);
            topics.command(TrainerAction.TRAIN_NOW);

            // when
            try (ServiceThread trainer = world.start("text-encoder", Modality.TEXT, 3_000)) {
                Checkpoint checkpoint = TrainerWorld.await(trainer, topics, 1);

                // then
                assertThat(checkpoint.getControlOffset()).isPositive();
                assertThat(checkpoint.getSamples()).isGreaterThanOrEqualTo(40);
                assertThat(checkpoint.getWindows()).hasSize(TrainerTopics.PARTITIONS);
            }
        }
    }

    @Test
    void goesOnFromTheTargetOfARewindWithoutTheQuarantinedSamples() {
        // given two updates, the second of which turns out to be bad
        try (TrainerTopics topics = world.topics("log-encoder", Modality.LOGS)) {
            topics.publish(0, 120);
            try (ServiceThread trainer = world.start("log-encoder", Modality.LOGS, 60)) {
                Checkpoint bad = TrainerWorld.await(trainer, topics, 2);
                Checkpoint good = topics.checkpoints().get(0);

                // when
                topics.command(TrainerAction.REWIND, good.getCheckpointId(), bad.getWindows());
                topics.publish(120, 180);

                // then
                Checkpoint next = TrainerWorld.await(trainer, topics, 3);
                assertThat(next.getParentId()).isEqualTo(good.getCheckpointId());
                assertThat(next.getVersion()).isEqualTo(2);
                assertThat(next.getWindows())
                        .isNotEmpty()
                        .noneMatch(window -> bad.getWindows().stream().anyMatch(range -> overlap(range, window)));
            }
        }
    }

    @Test
    void holdsWhilePausedAndTrainsOnPicturesWhenResumed() {
        // given a paused trainer with a full window
        try (TrainerTopics topics = world.topics("image-encoder", Modality.IMAGES)) {
            topics.command(TrainerAction.PAUSE);
            topics.publish(0, 48);
            try (ServiceThread trainer = world.start("image-encoder", Modality.IMAGES, 48)) {
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> topics.checkpoints().isEmpty());

                // when
                topics.command(TrainerAction.RESUME);

                // then
                assertThat(TrainerWorld.await(trainer, topics, 1).getVersion()).isEqualTo(1);
            }
        }
    }

    private static boolean overlap(OffsetRange one, OffsetRange other) {
        return one.getPartition() == other.getPartition()
                && one.getFromOffset() < other.getToOffset()
                && other.getFromOffset() < one.getToOffset();
    }
}
