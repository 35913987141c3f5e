package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.EmbeddingSpread;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    private static final List<Content> TEXTS = IntStream.range(0, 4)
            .<Content>mapToObj(
                    number -> new Content.Text("line " + number + " has an end. And line " + number + " too."))
            .toList();

    @TempDir
    private Path directory;

    @Test
    void tellsSpeedAgainstTheMachineAndThePartsOfTheLoss() {
        try (Pretraining pretraining = pretraining(Map.of("order.weight", "1"))) {
            // given
            StepResult result = pretraining.step(TEXTS);
            double perStep = pretraining.matrixOperations();
            Measurements measurements = new Measurements(pretraining, 0.25, () -> 20 * perStep);

            // when
            Map<String, Double> numbers = measurements.of(10, false, result, 5).orElseThrow();

            // then
            assertThat(perStep).isPositive();
            assertThat(numbers)
                    .containsEntry("gigaflop_per_second", 5 * perStep / 1e9)
                    .containsEntry("share_of_peak", 0.25)
                    .containsEntry("replay_share", 0.25)
                    .containsEntry("steps_not_taken", 0.0)
                    .containsKey("resident_mebibytes");
            assertThat(numbers.getOrDefault("loss_hidden_tokens", 0.0) + numbers.getOrDefault("loss_order", 0.0))
                    .isCloseTo(result.loss(), within(1e-6));
        }
    }

    @Test
    void countsStepsThatWereNotTakenAlsoBetweenItsTimes() {
        try (Pretraining pretraining = pretraining(Map.of())) {
            // given
            Measurements measurements = new Measurements(pretraining, 0, () -> 0);
            StepResult skipped = new StepResult(1, 9, 0, 99, 64, StepOutcome.SKIPPED);
            StepResult rolledBack = new StepResult(2, 9, 0, 99, 64, StepOutcome.ROLLED_BACK);

            // then
            assertThat(measurements.of(1, false, skipped, 1)).isEmpty();
            assertThat(measurements.of(2, true, rolledBack, 1))
                    .hasValueSatisfying(numbers -> assertThat(numbers)
                            .containsEntry("steps_not_taken", 2.0)
                            .containsEntry("rollbacks", 1.0)
                            .doesNotContainKey("share_of_peak"));
        }
    }

    @Test
    void tellsHowEmbeddingsAreSpread() {
        assertThat(Measurements.of(new EmbeddingSpread(7, 0.5)))
                .containsEntry("rank_me", 7.0)
                .containsEntry("embedding_deviation", 0.5);
    }

    private Pretraining pretraining(Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(values);
        all.put("length", "16");
        return new Checkpoints(new DirectoryBlobStore(directory)).start(CuratedSamples.smallModel(all), 1, TEXTS);
    }
}
