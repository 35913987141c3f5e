package io.perennial.trainer;

import io.perennial.encoders.Manifest;
import io.perennial.runtime.Build;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Builds a line of checkpoints that never saw some samples: every update from the first that was trained on one of them is trained
 * again without them, by the rule that the trainer follows for quarantined records. The result has the parameters that the trainer
 * would have if the samples had never been there. Used by one thread.
 */
public final class Unlearning {
    private final ServiceConfig config;
    private final ModelHistory history;
    private final TrainingListener listener;

    public Unlearning(ServiceConfig config, ModelHistory history, TrainingListener listener) {
        this.config = config;
        this.history = history;
        this.listener = listener;
    }

    /**
     * What was rebuilt.
     *
     * @param without offsets of the samples
     * @param replaced checkpoints whose updates were trained again, oldest first
     * @param rebuilt what stands in for each of them
     * @param tensors SHA-256 of the parameters of the last one
     */
    public record Rebuilt(
            List<OffsetRange> without, List<Checkpoint> replaced, List<Checkpoint> rebuilt, String tensors) {
        public Rebuilt {
            without = List.copyOf(without);
            replaced = List.copyOf(replaced);
            rebuilt = List.copyOf(rebuilt);
        }
    }

    /** Trains without keeping the result. */
    public Rebuilt preview(Checkpoint head, SampleSelection selection) throws IOException {
        try (ScratchBlobs scratch = new ScratchBlobs(config.blobs())) {
            return rebuild(head, selection, scratch);
        }
    }

    /**
     * Trains, keeps the checkpoints and announces them as the newest of the model, so that they are evaluated as candidates and the
     * trainer goes on from them. Fences a trainer that runs; stop it before, start it after.
     */
    public Rebuilt announce(Checkpoint head, SampleSelection selection, TrainerOrder order) throws IOException {
        Rebuilt rebuilt = rebuild(head, selection, config.blobs());
        String identity = CheckpointPublisher.identity(head.getModel());
        KafkaClients clients = new KafkaClients(config, identity);
        try (Consumer<String, byte[]> group = clients.consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, identity));
                CheckpointPublisher publisher = new CheckpointPublisher(
                        clients.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, identity)), head.getModel())) {
            publisher.open();
            for (Checkpoint checkpoint : rebuilt.rebuilt()) {
                publisher.publish(checkpoint, group.groupMetadata());
            }
        }
        Checkpoint last = rebuilt.rebuilt().get(rebuilt.rebuilt().size() - 1);
        order.rewind(last, rebuilt.without());
        return rebuilt;
    }

    private Rebuilt rebuild(Checkpoint head, SampleSelection selection, BlobStore blobs) throws IOException {
        try (RecordedUpdates updates = new RecordedUpdates(config, history, blobs, listener)) {
            OffsetRanges without = new SampleSearch(history, updates.log()).positions(selection);
            List<Checkpoint> affected = affected(head, without);
            if (affected.isEmpty()) {
                throw ServiceException.usage("version " + head.getVersion() + " (" + head.getCheckpointId()
                        + ") never saw " + selection.description() + "; there is nothing to rebuild");
            }
            List<Checkpoint> rebuilt = new ArrayList<>();
            CheckpointHistory line = new CheckpointHistory(history.history().announced());
            Checkpoint parent = history.parent(affected.get(0)).orElse(null);
            for (Checkpoint original : affected) {
                parent = updates.train(new RecordedUpdates.Again(
                        original, parent, line, without, Build.current().version()));
                line.add(parent);
                rebuilt.add(parent);
            }
            Manifest manifest = updates.manifest(rebuilt.get(rebuilt.size() - 1));
            return new Rebuilt(
                    without.toList(),
                    affected,
                    rebuilt,
                    manifest.vector("parameters").blob().getSha256());
        }
    }

    /** The line of the head, from the first update whose window holds one of the offsets. */
    private List<Checkpoint> affected(Checkpoint head, OffsetRanges without) {
        List<Checkpoint> oldestFirst = new ArrayList<>(history.lineage(head));
        Collections.reverse(oldestFirst);
        for (int i = 0; i < oldestFirst.size(); i++) {
            if (SampleSearch.overlap(without, oldestFirst.get(i).getWindows()) > 0) {
                return oldestFirst.subList(i, oldestFirst.size());
            }
        }
        return List.of();
    }
}
