package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replay of samples that retention has deleted. */
class TrainerReplayIT {
    private static final int WINDOW = 48;
    private static final String MODEL = "text-encoder";

    @TempDir
    private Path directory;

    @Test
    void updateReplaysFromArchivesWhatTheTopicHasLost() throws ExecutionException, InterruptedException {
        // given
        List<String> retained = trainThreeTimes("retained", false);

        // when the first window and a part of the second are lost before the third update
        List<String> lost = trainThreeTimes("lost", true);

        // then
        assertThat(lost).hasSize(3).isEqualTo(retained);
    }

    private List<String> trainThreeTimes(String name, boolean loses) throws ExecutionException, InterruptedException {
        try (TrainerWorld world = TrainerWorld.start(directory.resolve(name));
                TrainerTopics topics = world.topics(MODEL, Modality.TEXT)) {
            Map<String, String> settings = world.settings(MODEL, Modality.TEXT, WINDOW);
            settings.put("replay.share", "0.5");
            settings.put("replay.alarm.share", "0.5");
            topics.publish(0, 2 * WINDOW);
            try (ServiceThread trainer = TrainerWorld.start(settings)) {
                Checkpoint first = TrainerWorld.await(trainer, topics, 1);
                TrainerWorld.await(trainer, topics, 2);
                if (loses) {
                    delete(world, first.getNextOffsets(), 7);
                }
                topics.publish(2 * WINDOW, 3 * WINDOW);
                TrainerWorld.await(trainer, topics, 3);
            }
            return topics.checkpoints().stream()
                    .map(Checkpoint::getCheckpointId)
                    .toList();
        }
    }

    private static void delete(TrainerWorld world, List<OffsetRange> offsets, int more)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        for (OffsetRange next : offsets) {
            deleted.put(
                    new TopicPartition(next.getTopic(), next.getPartition()),
                    RecordsToDelete.beforeOffset(next.getFromOffset() + more));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.bootstrapServers()))) {
            admin.deleteRecords(deleted).all().get();
        }
    }
}
