package io.perennial.encoders;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every objective whatever it reads. A subclass names them in static methods: objectives, distillingObjectives. */
abstract class ObjectivesContract extends StoredCheckpoints {
    private final List<Content> contents;

    /** @param contents of a few batches; training goes round and round over them */
    ObjectivesContract(List<Content> contents) {
        this.contents = contents;
    }

    /** A model that is trained in no time. */
    abstract ModelConfiguration small(String objective, Map<String, String> more);

    @ParameterizedTest
    @MethodSource("objectives")
    void resumedTrainingEqualsUninterruptedTrainingBitForBit(String objective) throws IOException {
        // given
        SavedCheckpoint uninterrupted = train(small(objective), 4);
        SavedCheckpoint half = train(small(objective), 2);

        // when
        SavedCheckpoint resumed = resume(half, 2);

        // then
        assertThat(tensors(resumed)).isEqualTo(tensors(uninterrupted));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void embeddingIsAsWideAsTheEncoder(String objective) throws IOException {
        try (Encoder encoder = checkpoints.load(train(small(objective), 1).manifest())) {
            assertThat(encoder.embed(contents.subList(0, 3))).hasDimensions(3, 16);
            assertThat(encoder.selfTest()).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void activationsThatAreComputedAgainGiveTheSameBits(String objective) throws IOException {
        // given
        SavedCheckpoint kept = train(small(objective, Map.of("layers", "3")), 4);

        // when
        SavedCheckpoint again = train(small(objective, Map.of("layers", "3", "activations", "recompute")), 4);

        // then
        assertThat(tensors(again)).isEqualTo(tensors(kept));
    }

    @ParameterizedTest
    @MethodSource("distillingObjectives")
    void updatesThatDistilEqualTheUninterruptedOnesBitForBit(String objective) throws IOException {
        // given
        SavedCheckpoint half;
        SavedCheckpoint uninterrupted;
        try (Pretraining training = start(small(objective, Map.of("distillation.weight", "1")))) {
            training.begin(2);
            half = trained(training, 2);
            training.begin(2);
            uninterrupted = trained(training, 2);
        }

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(half.manifest())) {
            training.begin(2);
            resumed = trained(training, 2);
        }

        // then
        assertThat(tensors(resumed)).isEqualTo(tensors(uninterrupted));
    }

    final ModelConfiguration small(String objective) {
        return small(objective, Map.of());
    }

    final Pretraining start(ModelConfiguration configuration) {
        return checkpoints.start(configuration, 1, contents);
    }

    final SavedCheckpoint train(ModelConfiguration configuration, int steps) throws IOException {
        try (Pretraining training = start(configuration)) {
            return trained(training, steps);
        }
    }

    final SavedCheckpoint resume(SavedCheckpoint half, int steps) throws IOException {
        try (Pretraining training = checkpoints.resume(half.manifest())) {
            return trained(training, steps);
        }
    }

    final SavedCheckpoint trained(Pretraining training, int steps) throws IOException {
        meanLoss(training, steps);
        return training.save(blobs, Samples.lineage());
    }

    final double meanLoss(Pretraining training, int steps) {
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            int from = training.batchSize() * (int) training.steps() % contents.size();
            sum += training.step(contents.subList(from, from + training.batchSize()))
                    .loss();
        }
        return sum / steps;
    }

    final Map<String, Manifest.Vector> tensors(SavedCheckpoint saved) throws IOException {
        return checkpoints.read(saved.manifest()).tensors();
    }

    static double distillation(Pretraining training) {
        return requireNonNull(training.losses().get("distillation"));
    }
}
