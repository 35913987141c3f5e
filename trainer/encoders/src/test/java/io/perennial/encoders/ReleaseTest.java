package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.WeightAverage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReleaseTest extends StoredCheckpoints {
    private static final List<Content> PICTURES = Samples.pictures(16, 1);
    private static final Map<String, String> INFINITE =
            Map.of("schedule", "infinite", "anneal.share", "0.5", "warmup.steps", "2", "decay.steps", "6");
    private static final int STEPS = 6;

    @Test
    void trunkIsTheSameWithAndWithoutABranch() throws IOException {
        // when
        Manifest plain = update(model(INFINITE), 0);
        Manifest branched = update(model(INFINITE), 3);

        // then
        assertThat(branched.steps()).isEqualTo(STEPS);
        assertThat(plain.tensors()).doesNotContainKey(Network.RELEASE);
        assertThat(branched.tensors()).containsKey(Network.RELEASE).containsAllEntriesOf(plain.tensors());
        assertThat(branched.released()).isNotEqualTo(plain.released());
    }

    @Test
    void traceShowsTheBranchAfterTheTrunk() throws IOException {
        // when
        List<StepResult> trace = checkpoints.trace(update(model(INFINITE), 3));

        // then
        assertThat(trace).extracting(StepResult::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(trace.subList(5, 9))
                .extracting(StepResult::learningRate)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a))
                .doesNotHaveDuplicates();
    }

    @Test
    void embeddingsAreThoseOfTheBranch() throws IOException {
        // given
        SavedCheckpoint saved = save(model(INFINITE), 3);

        // when
        try (Encoder encoder = checkpoints.load(saved.manifest());
                Encoder trunk = checkpoints.load(save(model(INFINITE), 0).manifest())) {
            // then
            assertThat(encoder.selfTest()).isZero();
            assertThat(encoder.embed(PICTURES)[0]).isNotEqualTo(trunk.embed(PICTURES)[0]);
        }
    }

    @Test
    void nextUpdateGoesOnFromTheTrunk() throws IOException {
        // given
        SavedCheckpoint branched = save(model(INFINITE), 3);
        SavedCheckpoint plain = save(model(INFINITE), 0);

        // then
        assertThat(resumed(branched)).isEqualTo(resumed(plain));
    }

    @Test
    void averageIsEmbeddedWithAndTrainedParametersAreTrainedOnFrom() throws IOException {
        // when
        Manifest plain = update(model(Map.of()), 0);
        Manifest averaged = update(model(Map.of("ema.decay", "0.9")), 0);

        // then
        assertThat(averaged.vector(Network.PARAMETERS)).isEqualTo(plain.vector(Network.PARAMETERS));
        assertThat(averaged.released())
                .isEqualTo(averaged.vector(WeightAverage.PARAMETERS))
                .isNotEqualTo(plain.released());
    }

    @Test
    void averageGoesOnBitForBitAfterAResume() throws IOException {
        // given
        ModelConfiguration model = model(Map.of("ema.decay", "0.9"));
        SavedCheckpoint half = save(model, 0);

        // when
        Manifest resumed = resumed(half);

        // then
        try (Pretraining training = checkpoints.start(model, 1, PICTURES)) {
            step(training, 0, 2 * STEPS);
            Manifest uninterrupted =
                    checkpoints.read(training.save(blobs, Samples.lineage()).manifest());
            assertThat(resumed.tensors()).isEqualTo(uninterrupted.tensors());
        }
    }

    @ParameterizedTest
    @MethodSource("choices")
    void trainingThatGoesOnAfterItWasSavedWritesTheCheckpointOfAResumedOne(Map<String, String> choices, int branch)
            throws IOException {
        // given
        ModelConfiguration model = model(choices);
        try (Pretraining training = checkpoints.start(model, 1, PICTURES)) {
            SavedCheckpoint first = update(training, 0, branch);

            // when
            SavedCheckpoint goesOn = update(training, STEPS, branch);

            // then
            try (Pretraining resumed = checkpoints.resume(first.manifest())) {
                assertThat(goesOn).isEqualTo(update(resumed, STEPS, branch));
            }
        }
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of(Map.of(), 0),
                Arguments.of(INFINITE, 3),
                Arguments.of(Map.of("ema.decay", "0.9"), 0),
                Arguments.of(Map.of("ewc.strength", "0.1"), 0),
                Arguments.of(Map.of("spike.factor", "10"), 0),
                Arguments.of(Map.of("adapter.rank", "2", "spike.factor", "10", "ema.decay", "0.9"), 0),
                Arguments.of(annealedAdapters(), 3),
                Arguments.of(Map.of("accumulation", "2"), 0));
    }

    private static Map<String, String> annealedAdapters() {
        Map<String, String> settings = new TreeMap<>(INFINITE);
        settings.put("adapter.rank", "2");
        settings.put("accumulation", "2");
        return settings;
    }

    private SavedCheckpoint update(Pretraining training, int from, int branch) throws IOException {
        training.begin(STEPS);
        step(training, from, from + STEPS);
        if (branch > 0) {
            training.leaveTrunk();
            step(training, from + STEPS - branch, from + STEPS);
        }
        return training.save(blobs, Samples.lineage());
    }

    private Manifest update(ModelConfiguration model, int branch) throws IOException {
        return checkpoints.read(save(model, branch).manifest());
    }

    private SavedCheckpoint save(ModelConfiguration model, int branch) throws IOException {
        try (Pretraining training = checkpoints.start(model, 1, PICTURES)) {
            training.begin(STEPS);
            step(training, 0, STEPS);
            if (branch > 0) {
                training.leaveTrunk();
                step(training, STEPS - branch, STEPS);
            }
            return training.save(blobs, Samples.lineage());
        }
    }

    /** The update after it, whose checkpoint has the same lineage whatever it went on from. */
    private Manifest resumed(SavedCheckpoint from) throws IOException {
        try (Pretraining training = checkpoints.resume(from.manifest())) {
            training.begin(STEPS);
            step(training, STEPS, 2 * STEPS);
            return checkpoints.read(training.save(blobs, Samples.lineage()).manifest());
        }
    }

    private static void step(Pretraining training, int from, int to) {
        for (int i = from; i < to; i++) {
            int first = training.batchSize() * i % PICTURES.size();
            training.step(PICTURES.subList(first, first + training.batchSize()));
        }
    }

    private static ModelConfiguration model(Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(Samples.SMALL_IMAGE);
        all.putAll(values);
        return ModelConfiguration.named("image-encoder", all);
    }
}
