package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The point of it all: after a short training, the default models give better features than random weights. */
class LearningIT extends StoredCheckpoints {
    @BeforeEach
    void requireData() {
        assumeTrue(PublicData.isPresent(), () -> "no data in " + PublicData.FOLDER.toAbsolutePath());
    }

    @Test
    void newsTopicsAreReadBetterAfterTraining() throws IOException {
        // given
        List<PublicData.Example> examples = PublicData.news();

        // when
        double gain = gain("text-encoder", examples.subList(0, 4000), examples.subList(4000, examples.size()), 300);

        // then
        assertThat(gain).isGreaterThan(0.05);
    }

    @Test
    void picturesAreTakenForWhatTheyShowMoreOftenAfterTraining() throws IOException {
        // when
        double gain = gain("image-encoder", PublicData.pictures("train", 600), PublicData.pictures("test", 200), 600);

        // then
        assertThat(gain).isGreaterThan(0.02);
    }

    private double gain(String model, List<PublicData.Example> train, List<PublicData.Example> test, int steps)
            throws IOException {
        BlobRef manifest = train(model, train, steps);
        try (Encoder trained = checkpoints.load(manifest);
                Encoder untrained = checkpoints.loadUntrained(manifest)) {
            return accuracy(trained, train, test) - accuracy(untrained, train, test);
        }
    }

    private BlobRef train(String model, List<PublicData.Example> examples, int steps) throws IOException {
        ModelConfiguration configuration = ModelConfiguration.named(model, Map.of());
        List<Content> contents =
                examples.stream().map(PublicData.Example::content).toList();
        try (Pretraining training = checkpoints.start(configuration, 1, contents.subList(0, 2000))) {
            for (int step = 0; step < steps; step++) {
                List<Content> batch = new ArrayList<>();
                for (int i = 0; i < configuration.batchSize(); i++) {
                    batch.add(contents.get((step * configuration.batchSize() + i) % contents.size()));
                }
                training.step(batch);
            }
            return training.save(blobs, Samples.lineage()).manifest();
        }
    }

    private static double accuracy(Encoder encoder, List<PublicData.Example> train, List<PublicData.Example> test) {
        return LinearProbe.accuracy(
                PublicData.embed(encoder, train),
                PublicData.labels(train),
                PublicData.embed(encoder, test),
                PublicData.labels(test));
    }
}
