package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ObjectAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a trainer says and leaves behind when it cannot go on. Each test has a model, and so a curated topic, of its own. */
class TrainerFailureIT extends OneTrainerWorld {
    private static final int WINDOW = 48;

    @Test
    void endsWithOneLineWhenAnotherTrainerOfTheModelHasTakenOver() {
        // given a trainer that waits, and a second one that was started after it
        try (TrainerTopics topics = world.topics("text-encoder", Modality.TEXT);
                ServiceThread first = world.start("text-encoder", Modality.TEXT, WINDOW)) {
            Awaitility.await().atMost(TrainerWorld.PATIENCE).until(first::isReady);
            try (ServiceThread second = world.start("text-encoder", Modality.TEXT, WINDOW)) {
                Awaitility.await().atMost(TrainerWorld.PATIENCE).until(second::isReady);

                // when both see the same window
                topics.publish(0, WINDOW);

                // then
                assertThatFailureOf(first).satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(failure).hasMessageContaining("another trainer of model text-encoder");
                });
                TrainerWorld.await(second, topics, 1);
                assertThat(topics.checkpoints()).hasSize(1);
            }
        }
    }

    @Test
    void announcesNothingThatCouldNotBeWrittenAndRecovers() throws IOException {
        // given a blob store that cannot be written
        Path blobs = Files.createDirectories(world.home("log-encoder")).resolve("blobs");
        Files.writeString(blobs, "a file where the directory should be");
        try (TrainerTopics topics = world.topics("log-encoder", Modality.LOGS)) {
            topics.publish(0, WINDOW);

            // when
            try (ServiceThread trainer = world.start("log-encoder", Modality.LOGS, WINDOW)) {
                assertThatFailureOf(trainer).satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.DEPENDENCY);
                    assertThat(failure).hasMessageContaining("nothing was announced");
                });
            }
            assertThat(topics.checkpoints()).isEmpty();
            Files.delete(blobs);

            // then
            try (ServiceThread trainer = world.start("log-encoder", Modality.LOGS, WINDOW)) {
                assertThat(TrainerWorld.await(trainer, topics, 1).getVersion()).isEqualTo(1);
            }
        }
    }

    @Test
    void refusesToSkipRecordsThatTheLogNoLongerHas() throws ExecutionException, InterruptedException {
        // given a checkpoint whose next records are deleted
        try (TrainerTopics topics = world.topics("image-encoder", Modality.IMAGES)) {
            topics.publish(0, 2 * WINDOW - 3);
            Checkpoint checkpoint;
            try (ServiceThread trainer = world.start("image-encoder", Modality.IMAGES, WINDOW)) {
                checkpoint = TrainerWorld.await(trainer, topics, 1);
            }
            deleteOneRecordAfter(checkpoint);

            // when
            try (ServiceThread trainer = world.start("image-encoder", Modality.IMAGES, WINDOW)) {

                // then
                assertThatFailureOf(trainer).satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
                    assertThat(failure).hasMessageContaining("no longer has").hasMessageContaining("curated.images-0@");
                });
            }
        }
    }

    private static ObjectAssert<ServiceException> assertThatFailureOf(ServiceThread trainer) {
        return assertThat(trainer.ended())
                .failsWithin(TrainerWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .asInstanceOf(type(ServiceException.class));
    }

    private static void deleteOneRecordAfter(Checkpoint checkpoint) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        for (OffsetRange next : checkpoint.getNextOffsets()) {
            deleted.put(
                    new TopicPartition(next.getTopic(), next.getPartition()),
                    RecordsToDelete.beforeOffset(next.getFromOffset() + 1));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.bootstrapServers()))) {
            admin.deleteRecords(deleted).all().get();
        }
    }
}
