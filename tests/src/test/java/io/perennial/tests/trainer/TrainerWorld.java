package io.perennial.tests.trainer;

import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.TrainerTerminal;
import io.perennial.trainer.TrainerService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A broker and trainers of small models. Each model has a curated topic, blobs and state of its own. */
final class TrainerWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final LocalBroker broker;

    private TrainerWorld(Path directory) {
        this.directory = directory;
        this.broker = LocalBroker.start(directory.resolve("broker"), 0);
    }

    static TrainerWorld start(Path directory) {
        return new TrainerWorld(directory);
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where blobs and state of a model are. */
    Path home(String model) {
        return directory.resolve(model);
    }

    TrainerTerminal terminal(String model) {
        return new TrainerTerminal(bootstrapServers(), home(model).resolve("blobs"), model);
    }

    TrainerTopics topics(String model, Modality modality) {
        return new TrainerTopics(broker.bootstrapServers(), model, modality);
    }

    Map<String, String> settings(String model, Modality modality, int windowSamples) {
        return SmallModels.settings(broker.bootstrapServers(), home(model), model, modality, windowSamples);
    }

    ServiceThread start(String model, Modality modality, int windowSamples) {
        return start(settings(model, modality, windowSamples));
    }

    static ServiceThread start(Map<String, String> settings) {
        return ServiceThread.start("trainer", new TrainerService(SmallModels.config(settings)), PATIENCE);
    }

    /** The checkpoint with this number in the log, counted from 1; fails with what ended the trainer if that comes first. */
    static Checkpoint await(ServiceThread trainer, TrainerTopics topics, int number) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (!trainer.isLive()) {
                trainer.ended().join();
            }
            return topics.checkpoints().size() >= number;
        });
        return topics.checkpoints().get(number - 1);
    }

    @Override
    public void close() {
        broker.close();
    }
}
